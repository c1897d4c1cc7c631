package dev.faultline.bench.proxy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.faultline.bench.Benchmark;
import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.net.ConnectionView;
import dev.faultline.chaos.toxic.ConnectFault;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What HikariCP and PostgreSQL's driver make of faults between them and a database of the user's
 * own: with their defaults, and with the settings that hold.
 */
public final class BreakPostgres implements Benchmark {
  private static final Pattern URL =
      Pattern.compile("(jdbc:postgresql://)([^/?:]+)(?::(\\d+))?([/?].*)?");

  /** How long is watched whether something ends. */
  private static final int WATCHED_SECONDS = 5;

  private static final String WINDOW = "com.zaxxer.hikari.aliveBypassWindowMs";

  @Override
  public String name() {
    return "break-postgres";
  }

  @Override
  public String description() {
    return "HikariCP before a PostgreSQL through faults, with defaults and with settings that hold:"
        + " jdbc:postgresql://HOST:PORT/DATABASE?user=NAME&password=SECRET";
  }

  @Override
  public void run(List<String> args) throws Exception {
    // Three lines of a logger that nobody configures are no result.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    Optional<String> mistake = mistake(args);
    if (mistake.isPresent()) {
      System.err.println(mistake.get());
      System.exit(2);
    }
    Matcher url = URL.matcher(args.getFirst());
    if (!url.matches()) {
      throw new AssertionError("it has matched before");
    }
    String port = url.group(3) == null ? "5432" : url.group(3);
    try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT)) {
      Proxy db = server.create(ProxySpec.to("db", url.group(2) + ":" + port));
      String rest = url.group(4) == null ? "/" : url.group(4);
      Play play = new Play(db, url.group(1) + "127.0.0.1:" + db.port() + rest);
      play.halfOpen("the driver's and the pool's defaults", config -> {});
      play.halfOpen(
          "socketTimeout=1", config -> config.addDataSourceProperty("socketTimeout", "1"));
      play.resetInFlight();
      play.resetWhileIdle("the pool's defaults", "500");
      play.resetWhileIdle("-D" + WINDOW + "=-1", "-1");
      play.unreachable("connectionTimeout=500", config -> config.setConnectionTimeout(500));
    }
  }

  /** What is wrong with the arguments, which includes a database that does not answer. */
  static Optional<String> mistake(List<String> args) {
    Matcher url = URL.matcher(args.isEmpty() ? "" : args.getFirst());
    if (!url.matches()) {
      return Optional.of(
          "expected the address of a PostgreSQL, such as"
              + " 'jdbc:postgresql://127.0.0.1:5432/postgres?user=me'");
    }
    try (Connection probe = DriverManager.getConnection(args.getFirst())) {
      assert !probe.isClosed();
      return Optional.empty();
    } catch (SQLException e) {
      String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return Optional.of(
          "cannot connect to PostgreSQL at %s:%s: %s"
              .formatted(url.group(2), url.group(3) == null ? "5432" : url.group(3), said));
    }
  }

  private record Play(Proxy db, String url) {
    HikariDataSource pool(Consumer<HikariConfig> settings) {
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(url);
      config.setMaximumPoolSize(1);
      settings.accept(config);
      return new HikariDataSource(config);
    }

    void halfOpen(String with, Consumer<HikariConfig> settings) throws Exception {
      say("the database is gone without a word (half_open), with " + with);
      try (HikariDataSource pool = pool(settings)) {
        try (Connection held = pool.getConnection();
            Statement statement = held.createStatement()) {
          db.addToxic(ToxicSpec.of(new StreamFault.HalfOpen(0), Stream.BOTH));
          outcome("the query in flight", () -> statement.execute("select 42"));
          db.removeToxic("half_open_both");
        } catch (SQLException e) {
          // The connection is broken, as it should be.
          assert e != null;
        }
        outcome("the next query", () -> query(pool));
      }
    }

    void resetInFlight() throws Exception {
      say("connections are reset (reset_peer), with the defaults");
      try (HikariDataSource pool = pool(config -> {})) {
        try (Connection held = pool.getConnection();
            Statement statement = held.createStatement()) {
          db.addToxic(ToxicSpec.of(new Toxic.ResetPeer(0), Direction.DOWNSTREAM));
          outcome("the query in flight", () -> statement.execute("select 42"));
          db.removeToxic("reset_peer_downstream");
        }
        outcome("the next query", () -> query(pool));
      }
    }

    void resetWhileIdle(String with, String window) throws Exception {
      say("an idle connection has been reset, with " + with);
      System.setProperty(WINDOW, window);
      try (HikariDataSource pool = pool(config -> {})) {
        query(pool);
        for (ConnectionView connection : db.connections()) {
          db.kill(connection.number());
        }
        outcome("the next query", () -> query(pool));
      } finally {
        System.clearProperty(WINDOW);
      }
    }

    void unreachable(String with, Consumer<HikariConfig> settings) throws Exception {
      say("connections are refused, with " + with);
      try (HikariDataSource pool =
          pool(config -> {
            config.setMinimumIdle(0);
            config.setInitializationFailTimeout(-1);
            settings.accept(config);
          })) {
        db.addToxic(ToxicSpec.of(new ConnectFault.Refuse(), Direction.DOWNSTREAM));
        outcome("a query", () -> query(pool));
        db.removeToxic("refuse_downstream");
      }
    }

    private static boolean query(HikariDataSource pool) throws SQLException {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("select 42")) {
        return row.next();
      }
    }

    /** Something to do with the database. */
    private interface Work {
      boolean done() throws SQLException;
    }

    private static void outcome(String what, Work work) throws InterruptedException {
      CompletableFuture<Boolean> result = new CompletableFuture<>();
      long began = System.nanoTime();
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try {
              result.complete(work.done());
            } catch (SQLException e) {
              result.completeExceptionally(e);
            }
          });
      String became;
      try {
        result.get(WATCHED_SECONDS, TimeUnit.SECONDS);
        became = "is answered";
      } catch (TimeoutException e) {
        became = "still waits";
      } catch (ExecutionException e) {
        became = "fails: " + String.valueOf(e.getCause()).lines().findFirst().orElse("");
      }
      say(
          String.format(
              Locale.ROOT,
              "  %s, after %.2f s, %s",
              what,
              (System.nanoTime() - began) / 1e9,
              became));
    }

    private static void say(String line) {
      System.out.println(line);
    }
  }
}
