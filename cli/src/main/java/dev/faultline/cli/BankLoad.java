package dev.faultline.cli;

import java.io.IOException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Clients of a bank in a table of a database: transfers between accounts and reads of all balances,
 * each a serializable transaction, and their history. An operation is in the file before it begins,
 * and its outcome before the next one. A transfer whose commit was not answered may have happened.
 */
final class BankLoad implements ClientLoad.Clients {
  /** The number under which the first read stands in the history, which is alone. */
  private static final int FIRST = 1_000_000;

  /** What no transfer of the history exceeds. */
  private static final int AMOUNT_MOST = 5;

  /** By the standard: the transaction has been rolled back. */
  private static final String ROLLED_BACK = "40";

  private final Driver driver;
  private final String url;
  private final String table;
  private final HistoryFile history;

  /**
   * A bank.
   *
   * @param url of the driver's own form; it should bound how long an answer may take
   */
  BankLoad(Driver driver, String url, String table, HistoryFile history) {
    this.driver = driver;
    this.url = url;
    this.table = table;
    this.history = history;
  }

  /**
   * Makes the table where it is not there, and records its balances.
   *
   * @throws SQLException where the database refuses that
   */
  void open(int accounts, long balance) throws SQLException, IOException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS %s (id INT PRIMARY KEY, balance BIGINT NOT NULL)"
              .formatted(table));
      if (balances(connection).isEmpty()) {
        for (int i = 0; i < accounts; i++) {
          statement.execute("INSERT INTO %s VALUES (%d, %d)".formatted(table, i, balance));
        }
      }
      connection.commit();
      history.add(FIRST, "invoke", "read", "nil");
      history.add(FIRST, "ok", "read", text(balances(connection)));
      connection.commit();
    }
  }

  private Connection connection() throws SQLException {
    Connection connection = driver.connect(url, new Properties());
    if (connection == null) {
      throw new SQLException("the driver does not take the URL '" + url + "'");
    }
    try {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private List<long[]> balances(Connection connection) throws SQLException {
    List<long[]> all = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, balance FROM %s".formatted(table))) {
      while (rows.next()) {
        all.add(new long[] {rows.getLong(1), rows.getLong(2)});
      }
    }
    all.sort((one, other) -> Long.compare(one[0], other[0]));
    return all;
  }

  private static String text(List<long[]> balances) {
    StringBuilder text = new StringBuilder("{");
    for (long[] one : balances) {
      text.append(text.length() == 1 ? "" : ", ").append(one[0] + " " + one[1]);
    }
    return text.append('}').toString();
  }

  @Override
  public ClientLoad.@Nullable Client connect() {
    try {
      Connection connection = connection();
      List<long[]> accounts = balances(connection);
      connection.rollback();
      return new Teller(connection, accounts.stream().mapToLong(one -> one[0]).toArray());
    } catch (SQLException e) {
      return null;
    }
  }

  private final class Teller implements ClientLoad.Client {
    private final Connection connection;
    private final long[] accounts;

    Teller(Connection connection, long[] accounts) {
      this.connection = connection;
      this.accounts = accounts;
    }

    @Override
    public boolean operate(SplittableRandom random, int process) throws IOException {
      if (accounts.length < 2 || random.nextInt(4) == 0) {
        return read(process);
      }
      int from = random.nextInt(accounts.length);
      int to = (from + 1 + random.nextInt(accounts.length - 1)) % accounts.length;
      return transfer(process, accounts[from], accounts[to], 1 + random.nextInt(AMOUNT_MOST));
    }

    private boolean read(int process) throws IOException {
      history.add(process, "invoke", "read", "nil");
      try {
        String seen = text(balances(connection));
        // Only what is committed was there for sure, in this order.
        connection.commit();
        history.add(process, "ok", "read", seen);
        return true;
      } catch (SQLException e) {
        history.add(process, "fail", "read", "nil");
        return goesOn();
      }
    }

    private boolean transfer(int process, long from, long to, int amount) throws IOException {
      String value = "{:from %d, :to %d, :amount %d}".formatted(from, to, amount);
      history.add(process, "invoke", "transfer", value);
      try {
        // What has not been committed has not happened, whyever it failed.
        if (add(from, -amount) == 0 || add(to, amount) == 0) {
          history.add(process, "fail", "transfer", value);
          return goesOn();
        }
      } catch (SQLException e) {
        history.add(process, "fail", "transfer", value);
        return goesOn();
      }
      try {
        connection.commit();
        history.add(process, "ok", "transfer", value);
        return true;
      } catch (SQLException e) {
        boolean rolledBack = String.valueOf(e.getSQLState()).startsWith(ROLLED_BACK);
        history.add(process, rolledBack ? "fail" : "info", "transfer", value);
        return rolledBack && goesOn();
      }
    }

    /** Returns how many rows it changed: none where too little is there. */
    private int add(long account, int amount) throws SQLException {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "UPDATE %s SET balance = balance + ? WHERE id = ? AND balance + ? >= 0"
                  .formatted(table))) {
        statement.setLong(1, amount);
        statement.setLong(2, account);
        statement.setLong(3, amount);
        return statement.executeUpdate();
      }
    }

    /** Whether the connection can be used again. */
    private boolean goesOn() {
      try {
        connection.rollback();
        return true;
      } catch (SQLException e) {
        return false;
      }
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException e) {
        // It is left anyhow.
        assert e != null;
      }
    }
  }
}
