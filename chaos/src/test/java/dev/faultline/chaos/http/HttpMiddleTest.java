package dev.faultline.chaos.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.toxic.HttpFault;
import dev.faultline.chaos.toxic.RequestMatch;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpMiddleTest {
  private static final String GET_X = "GET /x?q=1 HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OTHER = "GET /other HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String REPLACED =
      "HTTP/1.1 503 Fault\r\n"
          + "Content-Type: text/plain; charset=utf-8\r\n"
          + "Content-Length: 4\r\n\r\n"
          + "busy";

  private static HttpFault.Status busy() {
    return new HttpFault.Status(RequestMatch.path("/x"), 503, "busy", false);
  }

  private static String text(String escaped) {
    return escaped.replace("\\r", "\r").replace("\\n", "\n");
  }

  /** The answer to the first request ends where the second begins, or the second is not found. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET / HTTP/1.1\\r\\n\\r\\n | HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\nabc",
        "GET / HTTP/1.1\\r\\n\\r\\n"
            + " | HTTP/1.1 200 OK\\r\\nTransfer-Encoding:"
            + " chunked\\r\\n\\r\\n3\\r\\nabc\\r\\n0\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\n\\r\\n"
            + " | HTTP/1.1 200 OK\\r\\ntransfer-encoding: Chunked\\r\\n\\r\\n00A"
            + " ;x=\"y\"\\r\\n0123456789\\r\\n0\\r\\nTrailer: x\\r\\nB: c\\r\\n\\r\\n",
        "HEAD / HTTP/1.1\\r\\n\\r\\n | HTTP/1.1 200 OK\\r\\nContent-Length: 1000\\r\\n\\r\\n",
        "HEAD / HTTP/1.1\\r\\n\\r\\n | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\n\\r\\n | HTTP/1.1 204 No Content\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\n\\r\\n | HTTP/1.1 304 Not Modified\\r\\nContent-Length: 9\\r\\n\\r\\n",
        "GET / HTTP/1.1\\r\\n\\r\\n"
            + " | HTTP/1.1 103 Early Hints\\r\\nLink: a\\r\\n\\r\\nHTTP/1.1 200"
            + " OK\\r\\nContent-Length: 0\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nContent-Length: 5\\r\\n\\r\\nGET /|HTTP/1.1 200\\r\\nContent-Length:"
            + " 0\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nGET /\\r\\n0\\r\\n\\r\\n"
            + " | HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nExpect: 100-continue\\r\\nContent-Length: 1\\r\\n\\r\\nx | HTTP/1.1"
            + " 100 Continue\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n",
        "GET /a HTTP/1.1\\r\\nConnection: Upgrade\\r\\nUpgrade: h2c\\r\\n\\r\\n"
            + " | HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n",
        "CONNECT a:1 HTTP/1.1\\r\\n\\r\\n | HTTP/1.1 403 No\\r\\nContent-Length: 1\\r\\n\\r\\nn",
        "\\r\\nOPTIONS * HTTP/1.1\\r\\n\\r\\n | HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n",
        "GET http://b/y HTTP/1.0\\r\\nConnection: keep-alive\\r\\n\\r\\n"
            + " | HTTP/1.0 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n",
      })
  void messages_end_where_they_do(String request, String answer) {
    for (int piece : new int[] {1, 2, 3, 7, 10_000}) {
      Conversation talk = new Conversation(busy());
      pieces(text(request) + GET_X + OTHER, piece, talk, true);
      pieces(text(answer) + OK, piece, talk, false);
      assertThat(talk.toServer.toString()).isEqualTo(text(request) + OTHER);
      assertThat(talk.toClient.toString()).isEqualTo(text(answer) + REPLACED + OK);
      assertThat(talk.requests).isEqualTo(3);
      assertThat(talk.notUnderstood).isZero();
      assertThat(talk.over).isEqualTo(talk.struck).isEqualTo(1);
      assertThat(talk.held()).isZero();
    }
  }

  private static void pieces(String text, int length, Conversation talk, boolean ofClient) {
    for (int at = 0; at < text.length(); at += length) {
      String piece = text.substring(at, Math.min(text.length(), at + length));
      if (ofClient) {
        talk.client(piece);
      } else {
        talk.server(piece);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\\r\\nContent-Length: 3\\r\\nTransfer-Encoding:"
            + " chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nContent-Length: 3\\r\\nContent-Length: 4\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nContent-Length: 3, 3\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nContent-Length: -1\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nContent-Length: +1\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nContent-Length: 99999999999999999999\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n",
        "POST / HTTP/1.0\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n",
        "POST / HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0x5\\r\\n",
        "POST / HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nfffffffffffffffff\\r\\n",
        "POST / HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n3\\nabc",
        "POST / HTTP/1.1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nabcd\\r\\n",
        "POST / HTTP/1.1\\r\\nContent-Length : 3\\r\\n\\r\\nabc",
        "GET / HTTP/1.1\\r\\nA: b\\r\\n c\\r\\n\\r\\n",
        "GET / HTTP/1.1\\nA: b\\n\\n",
        "GET / HTTP/1.1\\rX",
        "GET  / HTTP/1.1\\r\\n\\r\\n",
        "GET / HTTP/2.0\\r\\n\\r\\n",
        "PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n",
        "*1\\r\\n$4\\r\\nPING\\r\\n",
      })
  void what_may_be_read_in_two_ways_passes_untouched_and_is_counted(String escaped) {
    String request = text(escaped);
    Conversation talk = new Conversation(busy());
    talk.client(request);
    talk.client(GET_X);
    talk.server("anything");
    assertThat(talk.toServer.toString()).isEqualTo(request + GET_X);
    assertThat(talk.toClient.toString()).isEqualTo("anything");
    assertThat(talk.notUnderstood).isEqualTo(1);
    assertThat(talk.held()).isZero();
  }

  @Test
  void a_head_that_is_too_long_is_not_kept() {
    Conversation talk = new Conversation(busy());
    String longHead = "GET / HTTP/1.1\r\nA: " + "b".repeat(70_000);
    pieces(longHead, 1_000, talk, true);
    assertThat(talk.toServer.toString()).isEqualTo(longHead);
    assertThat(talk.notUnderstood).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/2 200 OK\\r\\n\\r\\n",
        "HTTP/1.1 OK\\r\\n\\r\\n",
        "220 ready\\r\\n",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\nContent-Length: 1\\n\\n",
      })
  void an_answer_that_is_none_passes_untouched(String escaped) {
    Conversation talk = new Conversation(busy());
    talk.client(OTHER);
    talk.server(text(escaped));
    talk.client(GET_X);
    assertThat(talk.toServer.toString()).isEqualTo(OTHER + GET_X);
    assertThat(talk.toClient.toString()).isEqualTo(text(escaped));
    assertThat(talk.notUnderstood).isEqualTo(1);
  }

  @Test
  void what_is_switched_to_is_no_http() {
    Conversation talk = new Conversation(busy());
    String upgrade = "GET /chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    talk.client(upgrade + GET_X);
    assertThat(talk.toServer.toString()).isEqualTo(upgrade);
    String switched = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
    talk.server(switched + "\u0081frames");
    assertThat(talk.toClient.toString()).isEqualTo(switched + "\u0081frames");
    assertThat(talk.toServer.toString()).isEqualTo(upgrade + GET_X);
    assertThat(talk.notUnderstood).isZero();
    Conversation tunnel = new Conversation(busy());
    tunnel.client("CONNECT a:1 HTTP/1.1\r\n\r\n");
    tunnel.server("HTTP/1.1 200 OK\r\n\r\n");
    tunnel.client("\u0016\u0003");
    assertThat(tunnel.toServer.toString()).endsWith("\u0016\u0003");
  }

  @Test
  void a_replaced_answer_may_end_the_connection() {
    Conversation closing = new Conversation(busy());
    closing.client("GET /x HTTP/1.1\r\nConnection: close\r\n\r\n");
    assertThat(closing.toClient.toString())
        .contains("Connection: close\r\n")
        .endsWith("busy<Close>");
    Conversation old = new Conversation(busy());
    old.client("GET /x HTTP/1.0\r\n\r\n");
    assertThat(old.toClient.toString()).endsWith("busy<Close>");
    Conversation expecting = new Conversation(busy());
    expecting.client("PUT /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
    assertThat(expecting.toClient.toString()).endsWith("busy<Close>");
    assertThat(expecting.toServer.toString()).isEmpty();
    Conversation head = new Conversation(busy());
    head.client("HEAD /x HTTP/1.1\r\n\r\n");
    assertThat(head.toClient.toString()).contains("Content-Length: 4").endsWith("\r\n\r\n");
    Conversation empty = new Conversation(new HttpFault.Empty(RequestMatch.path("/x"), false));
    empty.client(OTHER + GET_X + OTHER);
    assertThat(empty.toClient.toString()).isEmpty();
    empty.server(OK);
    assertThat(empty.toClient.toString()).isEqualTo(OK + "<Close>");
    Conversation garbled = new Conversation(new HttpFault.Garble(RequestMatch.ALL, 50, false));
    garbled.client(GET_X);
    assertThat(garbled.toClient).hasSize(50 + "<Close>".length());
  }

  @Test
  void a_forwarded_request_is_done_and_its_answer_is_not_seen() {
    Conversation talk =
        new Conversation(new HttpFault.Status(RequestMatch.path("/x"), 503, "busy", true));
    talk.client(GET_X + OTHER);
    assertThat(talk.toServer.toString()).isEqualTo(GET_X + OTHER);
    assertThat(talk.toClient.toString()).isEmpty();
    talk.server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n");
    assertThat(talk.toClient.toString()).isEmpty();
    talk.server("0\r\n\r\n" + OK);
    assertThat(talk.toClient.toString()).isEqualTo(REPLACED + OK);
    Conversation untilEnd =
        new Conversation(new HttpFault.Status(RequestMatch.path("/x"), 503, "busy", true));
    untilEnd.client(GET_X);
    untilEnd.server("HTTP/1.0 200 OK\r\n\r\nall of this");
    untilEnd.serverEnds();
    assertThat(untilEnd.toClient.toString()).isEqualTo(REPLACED + "<End>");
  }

  @Test
  void headers_change_and_nothing_else_does() {
    HttpFault request =
        new HttpFault.Headers(
            RequestMatch.ALL, true, List.of("Host: db.internal", "X-New: 1"), List.of("accept"));
    HttpFault answer =
        new HttpFault.Headers(RequestMatch.ALL, false, List.of("Cache-Control: none"), List.of());
    Conversation talk = new Conversation(request, answer);
    talk.client("POST / HTTP/1.1\r\nHost: a\r\nAccept: *\r\nContent-Length: 2\r\n\r\nhi");
    talk.server(OK);
    assertThat(talk.toServer.toString())
        .isEqualTo(
            "POST / HTTP/1.1\r\nContent-Length: 2\r\nHost: db.internal\r\nX-New: 1\r\n\r\nhi");
    assertThat(talk.toClient.toString())
        .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nCache-Control: none\r\n\r\nok");
  }

  @Test
  void answers_wait_and_come_in_drops_at_their_times() {
    Conversation talk =
        new Conversation(
            new HttpFault.Delay(RequestMatch.path("/x"), 100),
            new HttpFault.Dribble(RequestMatch.path("/x"), 3, 10));
    talk.now = 5_000_000;
    talk.client(GET_X + OTHER);
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n";
    talk.server(head + "01234567" + OK);
    assertThat(talk.toClient.toString()).isEmpty();
    assertThat(talk.middle.downstream().deadlineNanos()).isEqualTo(105_000_000);
    talk.now = 105_000_000;
    talk.collect();
    assertThat(talk.toClient.toString()).isEqualTo(head + "012");
    talk.now = 114_999_999;
    talk.collect();
    assertThat(talk.toClient.toString()).isEqualTo(head + "012");
    talk.now = 115_000_000;
    talk.collect();
    assertThat(talk.toClient.toString()).isEqualTo(head + "012345");
    talk.now = 125_000_000;
    talk.collect();
    assertThat(talk.toClient.toString()).isEqualTo(head + "01234567" + OK);
    assertThat(talk.held()).isZero();
  }

  @Test
  void a_client_that_reads_nothing_cannot_ask_without_end() {
    Conversation talk = new Conversation();
    for (int i = 0; i < 5_000; i++) {
      talk.client(OTHER);
    }
    assertThat(talk.requests).isEqualTo(1_000);
    assertThat(talk.held()).isEqualTo(4_000L * OTHER.length());
    for (int i = 0; i < 5_000; i++) {
      talk.server(OK);
    }
    assertThat(talk.requests).isEqualTo(5_000);
    assertThat(talk.toServer).hasSize(5_000 * OTHER.length());
    assertThat(talk.held()).isZero();
  }

  @Test
  void a_connection_that_ends_gives_all_places_back() {
    Conversation talk = new Conversation(busy());
    talk.client(OTHER + GET_X + GET_X);
    assertThat(talk.struck).isEqualTo(2);
    talk.middle.release();
    talk.middle.release();
    assertThat(talk.over).isEqualTo(2);
  }

  private static final String[] BITS = {
    "GET / HTTP/1.1\r\n",
    "POST /x HTTP/1.1\r\n",
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 101 S\r\n",
    "Content-Length: 3\r\n",
    "Transfer-Encoding: chunked\r\n",
    "\r\n",
    "abc",
    "3\r\nabc\r\n",
    "0\r\n\r\n",
    "Connection: Upgrade\r\nUpgrade: a\r\n",
    "CONNECT a:1 HTTP/1.1\r\n",
    "\r",
    "\n",
    "\u0000",
    "HTTP/1.1 100 C\r\n\r\n",
    "Expect: 100-continue\r\n",
    " ",
    ":",
    "Connection: close\r\n",
    OTHER,
    OK,
    OTHER,
    OK
  };

  private static final String[] WHOLE = {
    OTHER,
    GET_X,
    OK,
    OK,
    "POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
    "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nA: b\r\n\r\n",
    "HTTP/1.1 304 N\r\n\r\n"
  };

  private static String bit(Random random) {
    return random.nextInt(10) > 0
        ? WHOLE[random.nextInt(WHOLE.length)]
        : BITS[random.nextInt(BITS.length)];
  }

  /** Whatever is said, and however it is cut: without a fault nothing changes or gets lost. */
  @Test
  void any_bytes_pass_as_they_are_where_no_fault_strikes() {
    long seed = 20261130;
    Random random = new Random(seed);
    int understood = 0;
    for (int round = 0; round < 20_000; round++) {
      Conversation talk = new Conversation(new HttpFault.Empty(RequestMatch.path("/never"), false));
      StringBuilder asked = new StringBuilder();
      StringBuilder answered = new StringBuilder();
      for (int step = random.nextInt(20); step >= 0; step--) {
        String bit = bit(random);
        for (int at = 0; at < bit.length(); ) {
          int length = 1 + random.nextInt(bit.length() - at);
          String piece = bit.substring(at, at + length);
          at += length;
          if (bit.startsWith("HTTP") || (random.nextInt(400) == 0)) {
            answered.append(piece);
            talk.server(piece);
          } else {
            asked.append(piece);
            talk.client(piece);
          }
        }
      }
      talk.serverEnds();
      String place = "seed " + seed + " round " + round;
      assertThat(talk.toClient.toString()).as(place).isEqualTo(answered + "<End>");
      if (talk.notUnderstood == 0) {
        understood++;
      }
      // Nothing waits any more for an answer or for the rest of a head.
      assertThat(talk.toServer.toString()).as(place).isEqualTo(asked.toString());
      assertThat(talk.held()).as(place).isZero();
    }
    assertThat(understood).isBetween(1_000, 19_000);
  }

  /** With faults striking at random nothing throws, and every place is given back. */
  @Test
  void any_bytes_are_survived_where_faults_strike() {
    long seed = 7;
    Random random = new Random(seed);
    int struck = 0;
    for (int round = 0; round < 20_000; round++) {
      RequestMatch some = new RequestMatch("", random.nextBoolean() ? "/x" : "", "", 1, 0);
      HttpFault[] all = {
        new HttpFault.Status(some, 500, "", random.nextBoolean()),
        new HttpFault.Empty(some, random.nextBoolean()),
        new HttpFault.Garble(some, 3, random.nextBoolean()),
        new HttpFault.Delay(some, 1),
        new HttpFault.Dribble(some, 1, 1),
        new HttpFault.Headers(some, random.nextBoolean(), List.of("A: b"), List.of("Host"))
      };
      Conversation talk =
          new Conversation(all[random.nextInt(all.length)], all[random.nextInt(all.length)]);
      for (int step = random.nextInt(30); step >= 0; step--) {
        String bit = bit(random);
        if (bit.startsWith("HTTP") || random.nextInt(60) == 0) {
          talk.server(bit);
        } else {
          talk.client(bit);
        }
        talk.now += random.nextInt(2_000_000);
        if (random.nextInt(40) == 0) {
          talk.clientEnds();
          break;
        }
      }
      talk.serverEnds();
      talk.middle.release();
      struck += talk.struck;
      assertThat(talk.over).as("seed " + seed + " round " + round).isEqualTo(talk.struck);
      assertThat(talk.ends).as("seed " + seed + " round " + round).hasSizeLessThanOrEqualTo(3);
    }
    assertThat(struck).isGreaterThan(5_000);
  }
}
