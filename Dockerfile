# The C compiler of this image is all that aws-lc-rs and the bundled SQLite ask for.
FROM rust:1.95-slim-bookworm AS builder
WORKDIR /build

# First the dependencies alone, around an empty program: this layer lasts until a manifest changes.
COPY Cargo.toml Cargo.lock ./
COPY migration/Cargo.toml migration/
RUN mkdir -p src migration/src tests/api \
    && echo 'fn main() {}' > src/main.rs \
    && touch src/lib.rs migration/src/lib.rs tests/api/main.rs \
    && cargo build --release --locked

# cargo compares times of files, and the copied ones are older than the empty program.
COPY . .
RUN touch src/lib.rs src/main.rs migration/src/lib.rs \
    && cargo build --release --locked

FROM debian:bookworm-slim
# The roots by which TLS to a bucket or a receiver of messages is checked.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin duban \
    && install --directory --owner duban --group duban --mode 0750 /data
COPY --from=builder /build/target/release/duban /usr/local/bin/duban

USER 10001
WORKDIR /data
# Without another DATABASE_URL the data is one SQLite file in the volume.
ENV DUBAN_MODE=production \
    DUBAN_BIND=0.0.0.0:8080 \
    DATABASE_URL=sqlite:///data/duban.db
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["duban", "healthcheck"]
ENTRYPOINT ["duban"]
CMD ["serve"]
