package dev.faultline.links.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.link.SessionId;
import dev.faultline.runtime.DeliveryId;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The inbox, in each database: what every one of them has to pass is in {@link Inbox}. */
class JdbcInboxTest {
  private static final SessionId SESSION = new SessionId(1, 2);
  private static final SessionId OTHER = new SessionId(3, 4);

  @Nested
  class OnH2 extends Inbox {
    @Override
    Database open() {
      return Database.h2("inbox");
    }
  }

  @Nested
  class OnPostgres extends Inbox {
    @Override
    Database open() throws Exception {
      Path programs = Database.postgresPrograms();
      assumeTrue(programs != null, "no PostgreSQL here: install the Debian package postgresql");
      try (DatagramSocket free =
          new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
        return Database.postgres(programs, free.getLocalPort());
      }
    }
  }

  @Nested
  class OnSqlite extends Inbox {
    @Override
    Database open() throws Exception {
      return Database.sqlite();
    }
  }

  @Nested
  class OnMariaDb extends Inbox {
    @Override
    Database open() throws Exception {
      Path server = Database.mariadbServer();
      assumeTrue(server != null, "no MariaDB here: install the Debian package mariadb-server");
      try (DatagramSocket free =
          new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
        return Database.mariadb(server, free.getLocalPort());
      }
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class Inbox {
    private final JdbcInbox inbox = new JdbcInbox("faultline_inbox");
    private @Nullable Database opened;

    abstract Database open() throws Exception;

    @BeforeAll
    void start() throws Exception {
      opened = open();
      try (Connection connection = database().connect();
          var statement = connection.createStatement()) {
        inbox.createTable(connection);
        inbox.createTable(connection);
        statement.execute("CREATE TABLE charges (id BIGINT)");
      }
    }

    private Database database() {
      return Objects.requireNonNull(opened);
    }

    @AfterAll
    void stop() throws Exception {
      if (opened != null) {
        opened.close();
      }
    }

    private boolean charge(Connection connection, SessionId session, long order)
        throws SQLException {
      if (!inbox.advance(connection, new DeliveryId(session, 1, order))) {
        return false;
      }
      try (var statement = connection.prepareStatement("INSERT INTO charges VALUES (?)")) {
        statement.setLong(1, order);
        statement.executeUpdate();
      }
      return true;
    }

    @Test
    void effects_happen_once_however_often_and_wherever_a_delivery_breaks_off() throws Exception {
      long seed = 20261127;
      SplittableRandom random = new SplittableRandom(seed);
      try (Connection reader = database().connect()) {
        long next = 1;
        while (next <= 200) {
          try (Connection connection = database().connect()) {
            connection.setAutoCommit(false);
            for (int i = random.nextInt(20); i >= 0 && next <= 200; i--) {
              boolean fresh = charge(connection, SESSION, next);
              if (random.nextInt(4) == 0) {
                // The process is gone before the commit: the database takes it back.
                connection.rollback();
                break;
              }
              connection.commit();
              assertThat(fresh).as("seed %d", seed).isTrue();
              if (random.nextInt(4) == 0) {
                // Gone after the commit, before the link heard of it: the message comes again.
                assertThat(charge(connection, SESSION, next)).as("seed %d", seed).isFalse();
                connection.rollback();
              }
              next++;
            }
          }
          assertThat(inbox.processed(reader, SESSION, 1)).isEqualTo(next - 1);
        }
        try (var statement = reader.createStatement();
            var found =
                statement.executeQuery("SELECT COUNT(*), COUNT(DISTINCT id) FROM charges")) {
          found.next();
          assertThat(found.getLong(1)).isEqualTo(200);
          assertThat(found.getLong(2)).isEqualTo(200);
        }
      }
    }

    @Test
    void effects_that_are_missing_are_named() throws Exception {
      try (Connection connection = database().connect()) {
        connection.setAutoCommit(false);
        assertThatThrownBy(() -> charge(connection, OTHER, 3))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("-1-3 follows message 0");
      }
    }

    @Test
    void rows_of_sessions_that_are_over_are_removed_and_no_others() throws Exception {
      SessionId ended = new SessionId(5, 5);
      SessionId lost = new SessionId(6, 6);
      SessionId live = new SessionId(7, 7);
      try (Connection connection = database().connect()) {
        connection.setAutoCommit(false);
        for (SessionId session : new SessionId[] {ended, lost, live}) {
          assertThat(inbox.advance(connection, new DeliveryId(session, 1, 1))).isTrue();
          assertThat(inbox.advance(connection, new DeliveryId(session, 2, 1))).isTrue();
          assertThat(inbox.advance(connection, new DeliveryId(session, 2, 2))).isTrue();
        }
        connection.commit();
        assertThat(inbox.forget(connection, ended)).isEqualTo(2);
        assertThat(inbox.forget(connection, ended)).isZero();
        connection.commit();
        assertThat(inbox.retain(connection, List.of(SESSION, OTHER, live))).isEqualTo(2);
        connection.commit();
        assertThat(inbox.processed(connection, live, 2)).isEqualTo(2);
        assertThat(inbox.processed(connection, lost, 2)).isZero();
        assertThat(inbox.advance(connection, new DeliveryId(live, 2, 2))).isFalse();
        connection.rollback();
      }
    }

    /** Two processes that both believe that the message is theirs: one of them commits. */
    @Test
    void one_of_two_transactions_with_the_same_message_has_its_effects() throws Exception {
      SessionId twice = new SessionId(8, 8);
      try (Connection first = database().connect()) {
        first.setAutoCommit(false);
        assertThat(inbox.advance(first, new DeliveryId(twice, 1, 1))).isTrue();
        first.commit();
        assertThat(inbox.advance(first, new DeliveryId(twice, 1, 2))).isTrue();
        Thread other =
            Thread.ofPlatform()
                .start(() -> {
                  try (Connection second = database().connect()) {
                    second.setAutoCommit(false);
                    fresh = inbox.advance(second, new DeliveryId(twice, 1, 2));
                    second.commit();
                  } catch (SQLException e) {
                    fresh = false;
                  }
                });
        first.commit();
        other.join();
        assertThat(fresh).isFalse();
        assertThat(inbox.processed(first, twice, 1)).isEqualTo(2);
      }
    }

    private volatile boolean fresh = true;

    @Test
    void a_connection_that_commits_by_itself_is_refused() throws Exception {
      try (Connection connection = database().connect()) {
        assertThatThrownBy(() -> charge(connection, OTHER, 1))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("auto-commit");
      }
    }
  }

  @Test
  void a_table_name_that_could_be_more_is_refused() {
    assertThatThrownBy(() -> new JdbcInbox("inbox; DROP TABLE charges"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
