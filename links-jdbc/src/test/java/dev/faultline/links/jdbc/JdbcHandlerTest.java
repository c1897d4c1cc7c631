package dev.faultline.links.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.link.SessionId;
import dev.faultline.runtime.DeliveryId;
import dev.faultline.runtime.Message;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JdbcHandlerTest {
  private static final SessionId SESSION = new SessionId(7, 9);

  private static Message message(long sequence) {
    return new Message(new DeliveryId(SESSION, 1, sequence), new byte[] {(byte) sequence});
  }

  private static List<Integer> effects(Connection connection) throws SQLException {
    List<Integer> effects = new ArrayList<>();
    try (var statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT number FROM effects ORDER BY number")) {
      while (found.next()) {
        effects.add(found.getInt(1));
      }
    }
    return effects;
  }

  @Test
  void messages_that_come_again_have_their_effects_once_and_a_failed_batch_has_none()
      throws Exception {
    try (Database database = Database.h2("handler");
        Connection look = database.connect();
        var statement = look.createStatement()) {
      statement.execute("CREATE TABLE effects (number INTEGER)");
      boolean[] fails = {false};
      List<Connection> opened = new ArrayList<>();
      JdbcHandler handler =
          JdbcHandler.open(
              () -> {
                opened.add(database.connect());
                return opened.getLast();
              },
              "inbox",
              (connection, message) -> {
                try (var insert = connection.prepareStatement("INSERT INTO effects VALUES (?)")) {
                  insert.setInt(1, message.bytes()[0]);
                  insert.executeUpdate();
                }
                if (fails[0] && message.id().sequence() == 4) {
                  throw new IllegalStateException("no more");
                }
              });

      handler.handle(List.of(message(1), message(2)));
      handler.handle(List.of(message(1), message(2), message(3)));
      assertThat(effects(look)).containsExactly(1, 2, 3);
      assertThat(handler.processed(SESSION, 1)).isEqualTo(3);
      assertThat(handler.processed(SESSION, 2)).isZero();

      fails[0] = true;
      assertThatThrownBy(() -> handler.handle(List.of(message(4), message(5))))
          .hasMessage("no more");
      assertThat(effects(look)).containsExactly(1, 2, 3);
      assertThat(handler.processed(SESSION, 1)).isEqualTo(3);

      fails[0] = false;
      handler.handle(List.of(message(4)));
      assertThat(effects(look)).containsExactly(1, 2, 3, 4);
      for (Connection each : opened) {
        assertThat(each.isClosed()).isTrue();
      }
    }
  }

  @Test
  void nothing_is_left_of_a_session_that_has_ended_and_all_of_the_others() throws Exception {
    SessionId other = new SessionId(7, 10);
    try (Database database = Database.h2("ended")) {
      JdbcHandler handler =
          JdbcHandler.open(database::connect, "inbox", (connection, message) -> {});
      handler.handle(List.of(message(1), message(2)));
      handler.handle(List.of(new Message(new DeliveryId(other, 1, 1), new byte[1])));
      handler.ended(SESSION);
      assertThat(handler.processed(SESSION, 1)).isZero();
      assertThat(handler.processed(other, 1)).isEqualTo(1);
      try (Connection look = database.connect();
          var statement = look.createStatement();
          ResultSet found = statement.executeQuery("SELECT COUNT(*) FROM inbox")) {
        assertThat(found.next()).isTrue();
        assertThat(found.getInt(1)).isEqualTo(1);
      }
    }
  }
}
