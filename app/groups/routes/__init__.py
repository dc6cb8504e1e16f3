"""Pages of groups. The page of one group itself lists discussions, and so belongs to that package."""

from app.groups.routes import answering, belonging, directory, moving, people, tree
from app.groups.routes.blueprint import blueprint

__all__ = ["answering", "belonging", "blueprint", "directory", "moving", "people", "tree"]
