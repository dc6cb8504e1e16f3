"""Words that talk mostly among themselves, and what they are called."""

from __future__ import annotations

import os
import subprocess
import sys

from app.splitting.clusters import NOWHERE, Community, Talk, clusters_of
from app.splitting.naming import Namer
from config import ROOT
from tests.splitting.talks import busy_group

NAMES = ["Blocked sinus and nasal spray", "Ear and hearing aid", "Sore throat and swallowing food"]
PEOPLE = list(range(1, 36))
TALKS = [Talk(place, laid.title, laid.text, tuple(laid.tags)) for place, laid in enumerate(busy_group(PEOPLE))]


def test_each_topic_is_a_cluster_with_its_words_and_a_name() -> None:
    found = sorted(clusters_of(TALKS, "Ear, nose and throat"), key=lambda cluster: cluster.name)
    assert [set(cluster.words) & {"ear", "throat", "sinus"} for cluster in found] == [{"sinus"}, {"ear"}, {"throat"}]
    assert all(cluster.inside > 0.9 for cluster in found)
    ears = found[1]
    assert "hearing" in ears.words and "tonsils" not in ears.words
    assert [cluster.name for cluster in found] == NAMES


def test_a_word_of_every_talk_makes_no_cluster() -> None:
    talks = [Talk(place, "Ablation", f"My ablation was on day {place}, the heart races.") for place in range(60)]
    assert clusters_of(talks, "Heart") == ()
    assert clusters_of(TALKS[:2]) == () and clusters_of([]) == ()


def test_words_that_are_as_common_elsewhere_are_left_out() -> None:
    elsewhere = Community((2, "Ringing", "The ear, the hearing aid and loud noises, every day.") for _ in range(200))
    words = {word for cluster in clusters_of(TALKS, "", elsewhere.elsewhere(1)) for word in cluster.words}
    assert not words & {"ear", "hearing", "loud"} and {"throat", "sinus"} <= words
    # Said of the group itself, it is not elsewhere; and a handful elsewhere is nothing to compare with.
    assert clusters_of(TALKS, "", elsewhere.elsewhere(2)) == clusters_of(TALKS, "", NOWHERE)


def test_the_same_discussions_give_the_same_clusters_in_every_process() -> None:
    program = "from tests.splitting.test_clusters import TALKS, clusters_of; print(clusters_of(TALKS, 'Ears'))"
    other = {**os.environ, "PYTHONHASHSEED": "77"}
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=other, capture_output=True, text=True, check=True
    )
    assert said.stdout == f"{clusters_of(TALKS, 'Ears')}\n"


def test_names_are_written_as_people_write_them() -> None:
    texts = [
        ("PCOS and diabetes", "My blood pressure"),
        ("PCOS", "Diabetes, blood pressure."),
        ("pcos", "blood pressure"),
    ]
    namer = Namer(texts, ["heart"])
    assert namer.written("pco") == "PCOS" and namer.written("diabete") == "diabetes" and namer.written("x") == "x"
    assert namer.name(["pressure", "blood", "diabete"]) == "Blood pressure and diabetes"
    assert namer.name([]) == ""
    beside = Namer([("Heart rate", ""), ("My heart rate", ""), ("A heart rate of 90", "")], ["heart"])
    assert beside.name(["rate"]) == "Heart rate"
