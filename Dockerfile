# Balcony in one container: web and worker together, everything it keeps under /var/lib/balcony.
FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.lock .
RUN python -m venv /opt/balcony \
    && /opt/balcony/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY forum forum
COPY templates templates
COPY static static
COPY migrations migrations
RUN /opt/balcony/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
RUN useradd --system --home-dir /var/lib/balcony --create-home balcony
COPY --from=build /opt/balcony /opt/balcony
ENV PATH=/opt/balcony/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BALCONY_INSTANCE_PATH=/var/lib/balcony
USER balcony
WORKDIR /var/lib/balcony
VOLUME /var/lib/balcony
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["sh", "-c", "balcony db upgrade && exec balcony serve --host 0.0.0.0 --port 8000"]
