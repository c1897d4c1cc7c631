package dev.faultline.links.jdbc;

import dev.faultline.link.SessionId;
import dev.faultline.runtime.DeliveryId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Records in the application's own database, in one row for each stream, the last message whose
 * effects are in that database. The row changes in the same transaction as the effects, so the
 * database has both or neither: each message has its effects exactly once, even if processes or the
 * database crash. The link must deliver {@code AT_LEAST_ONCE}; return the number from {@code
 * processedElsewhere} during recovery, and call {@code processed} after the commit.
 *
 * <p>Needs {@code CREATE TABLE IF NOT EXISTS}, primary keys, and an {@code UPDATE} that returns the
 * number of matching rows and locks them until the transaction ends; {@code FOR UPDATE} is not
 * needed. {@code docs/runtime.md} lists the databases it is tested on. A transaction that conflicts
 * with another one may fail with an {@link SQLException}: roll it back, and deliver the message
 * again. Thread-safe.
 */
public final class JdbcInbox {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]{0,62}");
  private final String table;

  /**
   * An inbox in a table of this name.
   *
   * @throws IllegalArgumentException if the name is not a plain identifier
   */
  public JdbcInbox(String table) {
    if (!NAME.matcher(table).matches()) {
      throw new IllegalArgumentException(
          "'" + table + "' is not a table name: expected letters, digits and underscores");
    }
    this.table = table;
  }

  /** Creates the table if it is missing. */
  public void createTable(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS "
              + table
              + " (session CHAR(32) NOT NULL, stream INTEGER NOT NULL,"
              + " processed BIGINT NOT NULL, PRIMARY KEY (session, stream))");
    }
  }

  /**
   * To be called first in the transaction that makes a message's effects.
   *
   * @param connection with auto-commit off
   * @return false when the effects are in the database already and must not be made again
   * @throws SQLException from the database; with SQL state 40001 if another transaction is ahead
   * @throws IllegalStateException if the connection is in auto-commit mode, or if earlier messages
   *     are missing in the database, as after a backup was restored
   */
  public boolean advance(Connection connection, DeliveryId message) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new IllegalStateException(
          "auto-commit is on: the inbox row and the effects must be in one transaction; call"
              + " setAutoCommit(false)");
    }
    long sequence = message.sequence();
    // The update itself locks the row: no two transactions continue from the same message.
    if (sequence > 1 && changed(connection, message)) {
      return true;
    }
    long processed = processed(connection, message.session(), message.stream());
    if (sequence <= processed) {
      return false;
    }
    if (sequence > processed + 1) {
      throw new IllegalStateException(
          "message %s follows message %d in table %s: the effects of those between are missing; was a backup restored?"
              .formatted(message, processed, table));
    }
    if (sequence > 1) {
      throw new SQLException(
          "the inbox row of "
              + message
              + " is changed by another transaction; roll back, and try again",
          "40001");
    }
    String sql = "INSERT INTO " + table + " (processed, session, stream) VALUES (?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, sequence);
      statement.setString(2, message.session().toString());
      statement.setInt(3, message.stream());
      statement.executeUpdate();
    }
    return true;
  }

  /** Whether the message before this one was the last, and this one is now. */
  private boolean changed(Connection connection, DeliveryId message) throws SQLException {
    String sql =
        "UPDATE " + table + " SET processed = ? WHERE session = ? AND stream = ? AND processed = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, message.sequence());
      statement.setString(2, message.session().toString());
      statement.setInt(3, message.stream());
      statement.setLong(4, message.sequence() - 1);
      return statement.executeUpdate() == 1;
    }
  }

  /**
   * Deletes the rows of a session that has ended, as {@code LinkHandler.onEnded} reports: no
   * message of it will arrive again. Runs in the caller's transaction.
   *
   * @return how many rows there were
   */
  public int forget(Connection connection, SessionId session) throws SQLException {
    return delete(connection, session.toString());
  }

  /**
   * Deletes the rows of all other sessions, which may have ended while no process was there to call
   * {@link #forget}. To be called after the link has recovered, with its sessions, before any of
   * them is connected. {@code live} must have the sessions of all links that share the table.
   *
   * @return how many rows there were
   */
  public int retain(Connection connection, Collection<SessionId> live) throws SQLException {
    Set<String> kept = new HashSet<>();
    live.forEach(session -> kept.add(session.toString()));
    List<String> gone = new ArrayList<>();
    try (var statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT DISTINCT session FROM " + table)) {
      while (found.next()) {
        String session = found.getString(1);
        if (!kept.contains(session)) {
          gone.add(session);
        }
      }
    }
    int rows = 0;
    for (String session : gone) {
      rows += delete(connection, session);
    }
    return rows;
  }

  private int delete(Connection connection, String session) throws SQLException {
    String sql = "DELETE FROM " + table + " WHERE session = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, session);
      return statement.executeUpdate();
    }
  }

  /** The last message of a stream whose effects are in the database; 0 if none is. */
  public long processed(Connection connection, SessionId session, int stream) throws SQLException {
    String sql = "SELECT processed FROM " + table + " WHERE session = ? AND stream = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, session.toString());
      statement.setInt(2, stream);
      try (ResultSet found = statement.executeQuery()) {
        return found.next() ? found.getLong(1) : 0;
      }
    }
  }
}
