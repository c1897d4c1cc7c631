package dev.faultline.chaos.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * HikariCP and PostgreSQL's driver behind a proxy: what their defaults do, and which settings hold.
 */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // JUnit's callbacks fill the fields.
class BreakPostgresTest {
  private static @Nullable PostgresServer postgres;

  private ProxyServer server;
  private Proxy db;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> programs = PostgresServer.programs();
    assumeTrue(programs.isPresent(), "PostgreSQL is not installed: apt-get install postgresql");
    postgres = PostgresServer.start(programs.orElseThrow());
  }

  @AfterAll
  static void stop() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    PostgresServer running = postgres;
    assumeTrue(running != null);
    server = ProxyServer.start(ProxyServerOptions.DEFAULT);
    db = server.create(ProxySpec.to("db", "127.0.0.1:" + running.port()));
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** A pool with one connection; all else is its default. */
  private HikariDataSource pool(Consumer<HikariConfig> settings) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + db.port() + "/postgres");
    config.setUsername("bank");
    config.setMaximumPoolSize(1);
    settings.accept(config);
    return new HikariDataSource(config);
  }

  private static int query(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select 42")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static CompletableFuture<Integer> queryAside(HikariDataSource pool) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        result.complete(query(pool));
      } catch (SQLException e) {
        result.completeExceptionally(e);
      }
    });
    return result;
  }

  @Test
  void with_the_defaults_a_query_on_a_half_open_connection_waits_without_an_end() throws Exception {
    try (HikariDataSource pool = pool(config -> {})) {
      assertThat(query(pool)).isEqualTo(42);
      try (Connection held = pool.getConnection();
          Statement statement = held.createStatement()) {
        db.addToxic(ToxicSpec.of(new StreamFault.HalfOpen(0), Stream.BOTH));
        CompletableFuture<Boolean> result =
            CompletableFuture.supplyAsync(() -> {
              try {
                return statement.execute("select 42");
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
        assertThatThrownBy(() -> result.get(3, TimeUnit.SECONDS))
            .as("neither the driver nor the pool limits how long an answer may take")
            .isInstanceOf(TimeoutException.class);
        db.removeToxic("half_open_both");
        assertThatThrownBy(() -> result.get(20, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasRootCauseInstanceOf(java.net.SocketException.class);
      }
      assertThat(query(pool)).as("the pool has replaced the broken connection").isEqualTo(42);
    }
  }

  @Test
  void with_a_socket_timeout_the_query_fails_and_the_pool_goes_on() throws Exception {
    try (HikariDataSource pool =
        pool(config -> config.addDataSourceProperty("socketTimeout", "4"))) {
      try (Connection held = pool.getConnection();
          Statement statement = held.createStatement()) {
        db.addToxic(ToxicSpec.of(new StreamFault.HalfOpen(0), Stream.BOTH));
        assertThatThrownBy(() -> statement.execute("select 42"))
            .isInstanceOf(SQLException.class)
            .hasRootCauseInstanceOf(java.net.SocketTimeoutException.class);
        db.removeToxic("half_open_both");
      }
      assertThat(query(pool)).isEqualTo(42);
    }
  }

  @Test
  void a_connection_that_was_reset_while_idle_is_replaced_when_the_pool_always_looks()
      throws Exception {
    String window = "com.zaxxer.hikari.aliveBypassWindowMs";
    // The pool looks when more milliseconds have passed than this; zero would skip a look at a
    // connection that was returned within the same millisecond.
    System.setProperty(window, "-1");
    try (HikariDataSource pool = pool(config -> {})) {
      assertThat(query(pool)).isEqualTo(42);
      for (ConnectionView connection : db.connections()) {
        db.kill(connection.number());
      }
      assertThat(query(pool)).isEqualTo(42);
      assertThat(db.counters().connections().get()).as("it is a new one").isEqualTo(2);
    } finally {
      System.clearProperty(window);
    }
  }

  @Test
  void a_reset_fails_the_query_in_flight_and_no_later_one() throws Exception {
    try (HikariDataSource pool = pool(config -> {})) {
      try (Connection held = pool.getConnection();
          Statement statement = held.createStatement()) {
        db.addToxic(ToxicSpec.of(new Toxic.ResetPeer(0), Direction.DOWNSTREAM));
        assertThatThrownBy(() -> statement.execute("select 42")).isInstanceOf(SQLException.class);
        db.removeToxic("reset_peer_downstream");
      }
      assertThat(query(pool)).isEqualTo(42);
    }
  }

  @Test
  void with_a_short_connection_timeout_callers_fail_fast_while_the_database_is_not_reachable()
      throws Exception {
    try (HikariDataSource pool =
        pool(config -> {
          config.setConnectionTimeout(500);
          config.setMinimumIdle(0);
          config.setInitializationFailTimeout(-1);
        })) {
      db.addToxic(ToxicSpec.of(new ConnectFault.Refuse(), Direction.DOWNSTREAM));
      assertThatThrownBy(() -> query(pool)).isInstanceOf(SQLTransientConnectionException.class);
      db.removeToxic("refuse_downstream");
      // The pool's own attempts grow apart; it comes back when the next one succeeds.
      Integer answer = null;
      while (answer == null) {
        try {
          answer = query(pool);
        } catch (SQLTransientConnectionException e) {
          assertThat(e.getMessage()).contains("Connection is not available");
        }
      }
      assertThat(answer).isEqualTo(42);
    }
  }

  @Test
  void with_the_defaults_callers_wait_while_a_connect_never_ends() throws Exception {
    try (HikariDataSource pool =
        pool(config -> {
          config.setMinimumIdle(0);
          config.setInitializationFailTimeout(-1);
        })) {
      db.addToxic(ToxicSpec.of(new ConnectFault.ConnectNever(), Direction.DOWNSTREAM));
      CompletableFuture<Integer> result = queryAside(pool);
      assertThatThrownBy(() -> result.get(3, TimeUnit.SECONDS))
          .as("a pool waits 30 s for a connection unless connectionTimeout says otherwise")
          .isInstanceOf(TimeoutException.class);
      db.removeToxic("connect_never_downstream");
      assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(42);
    }
  }
}
