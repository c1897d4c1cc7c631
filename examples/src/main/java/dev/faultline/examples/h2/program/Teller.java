package dev.faultline.examples.h2.program;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * Writes numbered deposits into a database of H2, each committed by itself, and prints each that
 * was acknowledged. Started again, it goes on after the last one that it finds.
 */
public final class Teller {
  private static final int PAUSE_MILLIS = 100;

  private Teller() {}

  public static void main(String[] arguments)
      throws SQLException, ReflectiveOperationException, InterruptedException {
    int deposits = Integer.parseInt(arguments[0]);
    String url = "jdbc:h2:file:/data/bank" + arguments[1];
    Driver driver = (Driver) Class.forName("org.h2.Driver").getConstructor().newInstance();
    try (Connection connection = driver.connect(url, new Properties());
        Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists deposit(id int primary key)");
      int last = last(statement);
      System.out.println("found " + last);
      for (int next = last + 1; next <= deposits; next++) {
        statement.executeUpdate("insert into deposit values(" + next + ")");
        System.out.println("acknowledged " + next);
        Thread.sleep(PAUSE_MILLIS);
      }
      System.out.println("finished");
    }
  }

  private static int last(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("select coalesce(max(id), 0) from deposit")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
