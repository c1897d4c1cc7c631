package dev.faultline.chaos.plan;

import java.net.URI;
import java.util.Optional;

/** A question about the system that is either true or not; one that cannot be asked is not true. */
public sealed interface Probe {
  /** What it is called in events and verdicts. */
  String name();

  /** A command of the shell that ends with exit code 0. */
  record Command(String name, String command) implements Probe {}

  /** Something accepts TCP connections. */
  record Tcp(String name, String host, int port) implements Probe {}

  /**
   * A query has a row.
   *
   * @param driver the jar of the JDBC driver, or {@code $NAME} for the variable that names it
   * @param expected what the first column of the first row has to be; empty where any row does
   */
  record Sql(String name, String query, String url, String driver, Optional<String> expected)
      implements Probe {}

  /** A GET is answered with this status. */
  record Http(String name, URI uri, int status) implements Probe {}
}
