package dev.faultline.examples.hsqldb.program;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * Moves one coin after the other between two accounts of a database of HSQLDB, each move in a
 * transaction, and prints each that was acknowledged. Started again, it says what it finds and goes
 * on from there.
 */
public final class Cashier {
  private static final Path FOLDER = Path.of("/data");
  private static final Path CREATED = Path.of("/created");
  private static final int PAUSE_MILLIS = 100;

  private Cashier() {}

  /**
   * @param arguments how many coins to move, and options for the database's URL
   */
  public static void main(String[] arguments) throws Exception {
    int coins = Integer.parseInt(arguments[0]);
    String url = "jdbc:hsqldb:file:/data/bank;hsqldb.lock_file=false" + arguments[1];
    Driver driver =
        (Driver) Class.forName("org.hsqldb.jdbc.JDBCDriver").getConstructor().newInstance();
    Properties user = new Properties();
    user.setProperty("user", "SA");
    try (Connection connection = open(driver, url, user);
        Statement statement = connection.createStatement()) {
      if (!Files.exists(CREATED)) {
        create(connection, statement, coins);
      }
      connection.setAutoCommit(false);
      int moved = balance(statement, 2);
      System.out.println("found " + moved + " of " + (moved + balance(statement, 1)));
      for (int next = moved + 1; next <= coins; next++) {
        statement.executeUpdate("update account set coins = coins - 1 where id = 1");
        statement.executeUpdate("update account set coins = coins + 1 where id = 2");
        connection.commit();
        System.out.println("acknowledged " + next);
        Thread.sleep(PAUSE_MILLIS);
      }
      System.out.println("finished");
    }
  }

  /** A process that is killed while it creates a database leaves one that cannot be opened. */
  private static Connection open(Driver driver, String url, Properties user)
      throws SQLException, IOException {
    if (!Files.exists(CREATED) && Files.exists(FOLDER)) {
      System.out.println("creates again");
      try (DirectoryStream<Path> left = Files.newDirectoryStream(FOLDER)) {
        for (Path file : left) {
          Files.delete(file);
        }
      }
    }
    return driver.connect(url, user);
  }

  private static void create(Connection connection, Statement statement, int coins)
      throws SQLException, IOException {
    statement.execute("create table account(id int primary key, coins int)");
    connection.setAutoCommit(false);
    statement.executeUpdate("insert into account values(1, " + coins + ")");
    statement.executeUpdate("insert into account values(2, 0)");
    connection.commit();
    statement.execute("checkpoint");
    Files.createFile(CREATED);
  }

  private static int balance(Statement statement, int account) throws SQLException {
    return number(statement, "select coins from account where id = " + account);
  }

  private static int number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
