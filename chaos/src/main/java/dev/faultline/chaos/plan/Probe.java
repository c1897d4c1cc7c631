package dev.faultline.chaos.plan;

import java.net.URI;
import java.util.Optional;

/** A yes-or-no question about the system. A probe that cannot be asked counts as not true. */
public sealed interface Probe {
  /** The name of the probe in events and verdicts. */
  String name();

  /** True if a shell command ends with exit code 0. */
  record Command(String name, String command) implements Probe {}

  /** True if this address accepts TCP connections. */
  record Tcp(String name, String host, int port) implements Probe {}

  /**
   * True if a query returns a row.
   *
   * @param driver the jar of the JDBC driver, or {@code $NAME} for the environment variable that
   *     names it
   * @param expected the required value of the first column of the first row; empty if any row is
   *     enough
   */
  record Sql(String name, String query, String url, String driver, Optional<String> expected)
      implements Probe {}

  /** True if a GET request is answered with this status. */
  record Http(String name, URI uri, int status) implements Probe {}
}
