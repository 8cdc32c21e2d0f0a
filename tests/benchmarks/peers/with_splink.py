"""Match one file with Splink 5. Runs alone in the peers' environment: `python with_splink.py IN.parquet OUT.json NAME`.

The settings are those of Splink's own worked examples for these files (docs/demos/examples/duckdb: the historical
persons, febrl3, and fake_1000 under "accuracy analysis"), clustered at a match probability of 0.95. febrl1, 2 and 4
have the columns of febrl3.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLD = 0.95
SEED = 1
NAMES = "first_name_surname_concat"


def historical() -> dict[str, Any]:
    return {
        "columns": f"*, first_name || ' ' || surname AS {NAMES}",
        "blocking": [
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"),
            block_on("postcode_fake", "surname"),
            block_on("dob", "birth_place"),
            block_on("substr(postcode_fake,1,3)", "dob"),
            block_on("substr(postcode_fake,1,3)", "first_name"),
            block_on("substr(postcode_fake,1,3)", "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
        "comparisons": [
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name=NAMES),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
        "certain": [
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
            block_on("dob", "postcode_fake"),
        ],
        "recall": 0.6,
        "random_pairs": 1e7,
        "training": [block_on("first_name", "surname"), block_on("dob")],
    }


def febrl() -> dict[str, Any]:
    return {
        "columns": "*",
        "blocking": [
            block_on("soc_sec_id"),
            block_on("given_name"),
            block_on("surname"),
            block_on("date_of_birth"),
            block_on("postcode"),
        ],
        "comparisons": [
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
        "certain": [
            block_on("soc_sec_id"),
            block_on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
        ],
        "recall": 0.9,
        "random_pairs": 1e6,
        "training": [block_on("date_of_birth"), block_on("postcode")],
    }


def fake() -> dict[str, Any]:
    return {
        "columns": "*",
        "blocking": [block_on("first_name"), block_on("surname"), block_on("dob"), block_on("email")],
        "comparisons": [
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        "certain": [
            "l.first_name = r.first_name and levenshtein(r.dob, l.dob) <= 1",
            "l.surname = r.surname and levenshtein(r.dob, l.dob) <= 1",
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            "l.email = r.email",
        ],
        "recall": 0.7,
        "random_pairs": 1e6,
        "training": [block_on("dob"), block_on("email"), block_on("first_name", "surname")],
    }


def labels(table: Any, chosen: dict[str, Any]) -> list[str]:
    """The cluster of each row of an Arrow table with a column `number`."""
    connection = duckdb.connect()
    rows = connection.from_arrow(table).project(chosen["columns"])
    linker = Linker(
        DuckDBAPI(connection=connection).register(rows),
        SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="number",
            blocking_rules_to_generate_predictions=chosen["blocking"],
            comparisons=chosen["comparisons"],
        ),
        log_level="WARNING",
    )
    training = linker.training
    training.estimate_probability_two_random_records_match(chosen["certain"], recall=chosen["recall"])
    training.estimate_u_using_random_sampling(max_pairs=chosen["random_pairs"], seed=SEED)
    for rule in chosen["training"]:
        training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )
    pairs = linker.inference.predict(threshold_match_probability=THRESHOLD)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=THRESHOLD
    )
    found = clusters.query_sql('SELECT "number", cluster_id FROM {this} ORDER BY "number"')
    return [str(label) for _, label in found.as_duckdbpyrelation().fetchall()]


def main(source: str, result: str, name: str) -> None:
    table = pq.read_table(source)
    chosen = {"historical": historical, "fake": fake}.get(name.split(maxsplit=1)[0], febrl)()
    start = time.perf_counter()
    found = labels(table, chosen)
    seconds = time.perf_counter() - start
    Path(result).write_text(json.dumps({"seconds": seconds, "labels": found}), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
