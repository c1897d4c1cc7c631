package dev.faultline.links.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page's own programs, killed on either side. {@code -Dfaultline.kills=200} kills for longer.
 */
final class QuickstartLinksTest {
  private static final int KILLS = Integer.getInteger("faultline.kills", 4);
  private static final long SEED = Long.getLong("faultline.seed", System.nanoTime());
  private static final long MINUTES_MOST = 10;

  @TempDir Path folder;

  @Test
  void each_program_has_thirty_lines_at_most() throws IOException {
    assertThat(Quickstart.programs()).containsOnlyKeys("Bank.java", "Ledger.java", "Shop.java");
    assertThat(Quickstart.programs().entrySet())
        .allSatisfy(program ->
            assertThat(program.getValue().lines().filter(line -> !line.isBlank()))
                .as(program.getKey())
                .hasSizeLessThanOrEqualTo(30));
  }

  @Test
  void a_state_in_the_log_has_each_order_once() throws Exception {
    try (Quickstart programs = new Quickstart(folder)) {
      int orders = 20_000 + 40_000 * KILLS;
      String port = killing(programs, "Bank", orders);
      Process bank = programs.start("Bank", port);
      String books = "the books have " + orders + " orders, " + (long) orders * (orders + 1) / 2;
      while (!bank.waitFor(20, TimeUnit.MILLISECONDS)
          && !programs.printed("Bank").contains("in all")) {
        Thread.onSpinWait();
      }
      assertThat(programs.printed("Bank")).contains(books);
    }
  }

  @Test
  void a_state_in_a_database_has_each_order_once() throws Exception {
    try (Quickstart programs = new Quickstart(folder)) {
      int orders = 5_000 + 5_000 * KILLS;
      killing(programs, "Ledger", orders);
      try (Connection books =
          DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("books.db"))) {
        assertThat(number(books, "SELECT COUNT(*) FROM orders")).isEqualTo(orders);
        assertThat(number(books, "SELECT COUNT(DISTINCT amount) FROM orders")).isEqualTo(orders);
        assertThat(number(books, "SELECT MAX(amount) FROM orders")).isEqualTo(orders);
      }
    }
  }

  private static long number(Connection books, String query) throws SQLException {
    try (var statement = books.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      return found.getLong(1);
    }
  }

  /** Kills one side or the other, then lets the shop come to its end, and kills the bank. */
  private static String killing(Quickstart programs, String bank, int orders) throws Exception {
    System.out.println(bank + ": " + KILLS + " kills from seed " + SEED);
    Random random = new Random(SEED);
    String port = Integer.toString(freePort());
    Process receiver = programs.start(bank, port);
    Process shop = programs.start("Shop", port, Integer.toString(orders));
    for (int i = 0; i < KILLS; i++) {
      if (random.nextBoolean()) {
        programs.killAtWork(shop, "shop", random.nextInt(500));
        shop = programs.start("Shop", port, Integer.toString(orders));
      } else {
        programs.killAtWork(receiver, "bank", random.nextInt(500));
        receiver = programs.start(bank, port);
      }
    }
    boolean ended = shop.waitFor(MINUTES_MOST, TimeUnit.MINUTES);
    assertThat(programs.printed("Shop"))
        .as("bank: %s", programs.printed(bank))
        .contains(orders + " orders are processed");
    assertThat(ended).isTrue();
    receiver.destroyForcibly().waitFor();
    return port;
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
