package dev.faultline.chaos.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.stage.Signal;
import dev.faultline.chaos.toxic.HttpFault;
import dev.faultline.chaos.toxic.RequestMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that end where nobody expects it, and heads that never become whole. */
class ConversationEndsTest {
  private static final String STRUCK = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OTHER = "GET /other HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String UPGRADE =
      "GET /chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

  private static HttpFault.Status busy() {
    return new HttpFault.Status(RequestMatch.path("/x"), 503, "busy", false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"})
  void nothing_is_appended_to_a_body_that_ends_with_its_connection(String head) {
    Conversation talk = new Conversation(busy());
    talk.client(OTHER + STRUCK);
    talk.server(head + "all of this");
    talk.serverEnds();
    assertThat(talk.toClient.toString()).isEqualTo(head + "all of this<End>");
  }

  @Test
  void a_client_that_leaves_an_unanswered_upgrade_is_seen_to_leave() {
    Conversation talk = new Conversation(busy());
    talk.client(UPGRADE + "frame");
    talk.serverEnds();
    talk.clientEnds();
    assertThat(talk.toServer.toString()).isEqualTo(UPGRADE + "frame<End>");
    assertThat(talk.held()).isZero();
  }

  @Test
  void a_client_that_asks_on_after_the_servers_end_is_seen_to_leave() {
    Conversation talk = new Conversation(busy());
    talk.serverEnds();
    for (int i = 0; i < 1_500; i++) {
      talk.client(OTHER);
    }
    talk.clientEnds();
    assertThat(talk.toServer).hasSize(1_500 * OTHER.length() + "<End>".length());
    assertThat(talk.held()).isZero();
  }

  @Test
  void a_client_that_resets_before_its_late_answer_is_seen_to_do_so() {
    Conversation talk =
        new Conversation(
            new HttpFault.Delay(RequestMatch.ALL, 60_000),
            new HttpFault.Empty(RequestMatch.ALL, false));
    talk.client(STRUCK);
    talk.middle.upstream().offer(Signal.RESET, talk.now);
    talk.collect();
    assertThat(talk.toServer.toString()).isEqualTo("<Reset>");
  }

  @Test
  void a_head_whose_later_lines_end_without_cr_is_not_kept() {
    String request = "GET /x HTTP/1.1\r\nHost: a\n\n";
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\n\nok";
    Conversation talk = new Conversation(busy());
    talk.client(request);
    assertThat(talk.toServer.toString()).isEqualTo(request);
    talk.server(answer);
    assertThat(talk.toClient.toString()).isEqualTo(answer);
    assertThat(talk.notUnderstood).isEqualTo(1);
    Conversation half = new Conversation(busy());
    half.client(OTHER);
    half.server(answer);
    assertThat(half.toClient.toString()).isEqualTo(answer);
    assertThat(half.notUnderstood).isEqualTo(1);
  }

  @Test
  void the_rest_of_a_struck_requests_body_is_never_a_request_for_the_server() {
    for (String answer : new String[] {"HTTP/1.1 408 Request Timeout\r\n\r\n", "?", ""}) {
      Conversation talk = new Conversation(busy());
      talk.client("POST /x HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc");
      if (answer.isEmpty()) {
        talk.serverEnds();
      } else {
        talk.server(answer);
      }
      talk.client("DELETE /all HTTP/1.1\r\n\r\n");
      talk.clientEnds();
      assertThat(talk.toServer.toString()).isEqualTo("<End>");
    }
  }

  @Test
  void a_request_that_breaks_off_reaches_the_server_as_far_as_it_came_and_then_the_reset() {
    Conversation talk = new Conversation(busy());
    talk.client("GET /other HTTP/1.1\r\nHo");
    talk.middle.upstream().offer(Signal.RESET, talk.now);
    talk.collect();
    assertThat(talk.toServer.toString()).isEqualTo("GET /other HTTP/1.1\r\nHo<Reset>");
  }
}
