# The service in one image. With LOKET_DATABASE_URL it uses that PostgreSQL, otherwise it runs its own under /data.

FROM python:3.13-slim-trixie AS build
WORKDIR /srv/loket
COPY requirements.lock ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --only-binary=:all: \
       --require-hashes -r requirements.lock

FROM python:3.13-slim-trixie
RUN groupadd --gid 10001 loket \
    && useradd --uid 10001 --gid loket --home-dir /data --no-create-home --shell /usr/sbin/nologin loket \
    && install --directory --owner=loket --group=loket --mode=0700 /data
WORKDIR /srv/loket
COPY --from=build /srv/loket/.venv ./.venv
COPY alembic.ini pyproject.toml README.md ./
COPY migrations ./migrations
COPY templates ./templates
COPY app ./app
# The package stays where it lies, beside its migrations and templates; only the command is added.
RUN printf '/srv/loket\n' > "$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/loket.pth" \
    && printf '#!/srv/loket/.venv/bin/python\nfrom app.cli.main import app\napp()\n' > .venv/bin/loket \
    && chmod 0755 .venv/bin/loket \
    && .venv/bin/python -m compileall -q app

ENV PATH=/srv/loket/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LOKET_HOME=/data
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=4)"]
CMD ["loket", "serve", "--host", "0.0.0.0", "--port", "8000"]
