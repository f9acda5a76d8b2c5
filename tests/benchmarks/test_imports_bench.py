"""What the benchmark of cold starts runs is still what the functions do."""

import subprocess

import pytest
from tools.benchmarks.imports import ENDPOINTS, readying


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_function_is_made_ready_as_the_benchmark_does_it(name):
    done = subprocess.run(readying(name), check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
