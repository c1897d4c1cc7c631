package dev.faultline.runtime.jdbc;

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
