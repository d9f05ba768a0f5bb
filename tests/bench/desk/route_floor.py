"""The floor of a read: a bare FastAPI route that runs the same statements and returns the same bytes, and nothing else."""

import json
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Response
from psycopg_pool import ConnectionPool


def main(given: Path, port: int) -> None:
    """Serve what `given` says."""
    told = json.loads(given.read_text())
    pool = ConnectionPool(told["dsn"], min_size=4, max_size=20, open=True)
    body, headers = told["body"].encode(), told["headers"]
    app = FastAPI()

    @app.get("/dsr/v1/cases/{case_id}")
    def read(case_id: str) -> Response:
        del case_id
        with pool.connection() as connection:
            for statement, values in told["statements"]:
                connection.execute(statement, values).fetchall()
        return Response(body, headers=headers)

    uvicorn.run(app, port=port, access_log=False, log_config=None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
