"""What a fix puts in the place of private details, in the language of the post. Pure."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

SPANISH = {
    "[address taken out]": "[dirección quitada]",
    "[bank details taken out]": "[datos bancarios quitados]",
    "[card number taken out]": "[número de tarjeta quitado]",
    "[contact taken out]": "[contacto quitado]",
    "[date of birth taken out]": "[fecha de nacimiento quitada]",
    "[e-mail address taken out]": "[dirección de correo quitada]",
    "[name taken out]": "[nombre quitado]",
    "[network address taken out]": "[dirección de red quitada]",
    "[number taken out]": "[número quitado]",
    "[phone number taken out]": "[número de teléfono quitado]",
}


def in_language_of(languages: AbstractSet[str], fix: str | None) -> str | None:
    """The fix for words that may be in these languages: Spanish where they are plainly no English; else as the check wrote it."""
    is_spanish = fix is not None and "es" in languages and "en" not in languages
    return SPANISH.get(fix or "", fix) if is_spanish else fix
