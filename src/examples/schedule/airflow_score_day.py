"""Scores each day of records into a view, for Apache Airflow 2.4 or later.

Install it in the DAGs folder; bin/howdah must be on the workers' PATH as howdah and reach the
cluster. A gate's refusal (exit code 3) fails the task at once, for nothing but a person helps.
Everything else is tried again, which is safe: score --once goes on with a run that stopped and
leaves one alone that is done.
"""

import json
import subprocess

import pendulum
from airflow.decorators import dag, task
from airflow.exceptions import AirflowException, AirflowFailException

VIEW = "digits"
MODEL = "hdfs:///models/digits"
DATA = "hdfs:///data/digits"
REFUSED = 3


def howdah(*arguments):
    """Runs a verb and returns the JSON object that it prints; its progress goes to the task's log."""
    done = subprocess.run(["howdah", *arguments], stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout)
    if done.returncode == REFUSED:
        reason = json.loads(done.stdout)["refusal"]
        raise AirflowFailException(f"{reason}; the version before is still served")
    if done.returncode != 0:
        raise AirflowException(f"howdah {arguments[0]}: exit code {done.returncode}, see above")
    return json.loads(done.stdout)


@dag(
    schedule="@daily",
    start_date=pendulum.datetime(2026, 11, 1, tz="UTC"),
    catchup=True,
    max_active_runs=1,  # versions are as-of times: no day may overtake an earlier one
)
def howdah_score_day():
    @task(retries=12, retry_delay=pendulum.duration(minutes=30))
    def score(data_interval_start=None, data_interval_end=None):
        day = data_interval_start.to_date_string()
        outcome = howdah(
            *("score", VIEW, "--model", MODEL, "--input", f"{DATA}/{day}"),
            *("--done-flag", "_SUCCESS", "--once", "--json"),
            # up to when the day is complete: the version
            *("--as-of", data_interval_end.isoformat()),
        )
        return outcome["version"]

    @task
    def clean(version):
        return howdah("view", "clean", VIEW, "--older-than", "30d", "--json")

    clean(score())


howdah_score_day()
