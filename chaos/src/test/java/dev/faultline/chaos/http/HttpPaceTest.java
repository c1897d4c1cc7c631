package dev.faultline.chaos.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.toxic.HttpFault;
import dev.faultline.chaos.toxic.RequestMatch;
import org.junit.jupiter.api.Test;

/** What answers wait for follows the toxics while they wait. */
class HttpPaceTest {
  private static final long MILLI = 1_000_000;
  private static final String ASK = "GET / HTTP/1.1\r\n\r\n";
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
  private static final String ANSWER = HEAD + "body";

  private static HttpFault delay(long millis) {
    return new HttpFault.Delay(RequestMatch.ALL, millis);
  }

  private static HttpFault dribble(long bytes, long millis) {
    return new HttpFault.Dribble(RequestMatch.ALL, bytes, millis);
  }

  private static Conversation answered(HttpFault... faults) {
    Conversation talk = new Conversation(faults);
    talk.client(ASK);
    talk.server(ANSWER);
    return talk;
  }

  @Test
  void a_delayed_answer_goes_on_at_once_when_its_toxic_has_gone() {
    Conversation talk = answered(delay(60_000));
    assertThat(talk.toClient).isEmpty();
    talk.now = 5;
    talk.change(0, null);
    assertThat(talk.toClient.toString()).isEqualTo(ANSWER);
    assertThat(talk.held()).isZero();
    assertThat(talk.over).isEqualTo(talk.struck).isEqualTo(1);
  }

  @Test
  void another_delay_counts_from_when_the_answer_came() {
    Conversation talk = answered(delay(60_000));
    talk.now = 10 * MILLI;
    talk.change(0, delay(30));
    assertThat(talk.toClient).isEmpty();
    assertThat(talk.middle.downstream().deadlineNanos()).isEqualTo(30 * MILLI);
    talk.now = 20 * MILLI;
    talk.change(0, delay(100));
    assertThat(talk.middle.downstream().deadlineNanos()).isEqualTo(100 * MILLI);
    talk.change(0, delay(20));
    assertThat(talk.toClient.toString()).isEqualTo(ANSWER);
  }

  @Test
  void what_is_left_of_several_delays_stays() {
    Conversation talk = answered(delay(Long.MAX_VALUE), delay(7));
    talk.change(0, null);
    assertThat(talk.middle.downstream().deadlineNanos()).isEqualTo(7 * MILLI);
  }

  @Test
  void drops_become_one_when_their_toxic_has_gone() {
    Conversation talk = answered(dribble(1, 60_000));
    assertThat(talk.toClient.toString()).isEqualTo(HEAD + "b");
    talk.change(0, null);
    assertThat(talk.toClient.toString()).isEqualTo(ANSWER);
    talk.client(ASK);
    talk.server(ANSWER);
    assertThat(talk.toClient.toString()).isEqualTo(ANSWER + ANSWER);
  }

  @Test
  void other_drops_are_counted_from_the_last() {
    Conversation talk = answered(dribble(1, 60_000));
    talk.now = 3 * MILLI;
    talk.change(0, dribble(2, 10));
    assertThat(talk.toClient.toString()).isEqualTo(HEAD + "b");
    assertThat(talk.middle.downstream().deadlineNanos()).isEqualTo(10 * MILLI);
    talk.now = 10 * MILLI;
    talk.collect();
    assertThat(talk.toClient.toString()).isEqualTo(HEAD + "bod");
    talk.change(0, dribble(2, 0));
    assertThat(talk.toClient.toString()).isEqualTo(ANSWER);
  }

  @Test
  void an_answer_that_comes_after_the_change_does_not_wait() {
    Conversation talk = new Conversation(delay(60_000), dribble(1, 60_000));
    talk.client(ASK);
    talk.change(0, null);
    talk.change(1, null);
    talk.server(ANSWER);
    assertThat(talk.toClient.toString()).isEqualTo(ANSWER);
  }

  @Test
  void the_rest_of_a_body_that_still_comes_does_not_dribble_any_more() {
    Conversation talk = new Conversation(dribble(1, 60_000));
    talk.client(ASK);
    talk.server(HEAD + "bo");
    talk.change(0, null);
    talk.server("dy");
    assertThat(talk.toClient.toString()).isEqualTo(ANSWER);
  }

  @Test
  void an_answer_of_ours_and_the_end_behind_it_wait_no_longer() {
    HttpFault garble = new HttpFault.Garble(RequestMatch.ALL, 3, false);
    Conversation talk = new Conversation(garble, delay(60_000));
    talk.client(ASK);
    assertThat(talk.toClient).isEmpty();
    talk.change(1, null);
    assertThat(talk.toClient.toString()).hasSize(3 + "<Close>".length()).endsWith("<Close>");
  }

  @Test
  void a_tunnel_that_waits_opens() {
    Conversation talk = new Conversation(delay(60_000));
    talk.client("CONNECT a:1 HTTP/1.1\r\n\r\n");
    talk.server("HTTP/1.1 200 OK\r\n\r\nhello");
    assertThat(talk.toClient).isEmpty();
    talk.change(0, null);
    assertThat(talk.toClient.toString()).isEqualTo("HTTP/1.1 200 OK\r\n\r\nhello");
  }

  @Test
  void an_answer_that_is_not_understood_ends_where_a_request_waits_that_the_server_never_saw() {
    for (boolean forward : new boolean[] {false, true}) {
      Conversation talk =
          new Conversation(new HttpFault.Status(RequestMatch.path("/b"), 503, "", forward));
      talk.client("GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
      talk.server("HTTP/1.1 200 OK\r\nContent-Length: 2\n\nok");
      assertThat(talk.toClient.toString())
          .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\n\nok" + (forward ? "" : "<Close>"));
      assertThat(talk.over).isEqualTo(talk.struck).isEqualTo(1);
      assertThat(talk.held()).isZero();
    }
  }
}
