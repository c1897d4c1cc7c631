package dev.faultline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.faultline.chaos.Protocol;
import dev.faultline.chaos.ProxyApi;
import dev.faultline.chaos.ProxyApiOptions;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ToxicKind;
import dev.faultline.chaos.toxic.Schedule;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that show toxics, with every type and with whatever a server may answer. */
@Timeout(60)
class ProxyEveryToxicTest {
  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
  private final ProxyApi api;

  ProxyEveryToxicTest() throws IOException {
    api = ProxyApi.start(server, ProxyApiOptions.loopback(0));
  }

  @AfterEach
  void close() {
    api.close();
    server.close();
  }

  private Run proxy(String... args) {
    return ask(api.address().getPort(), args);
  }

  private static Run ask(int port, String... args) {
    List<String> all = new ArrayList<>(List.of("proxy"));
    all.addAll(List.of(args));
    all.addAll(List.of("--host", "http://127.0.0.1:" + port));
    return Run.faultline(all.toArray(String[]::new));
  }

  private static void succeeds(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
  }

  static List<ToxicKind> kinds() {
    return ToxicKind.all();
  }

  /** Lists are given, everything else keeps its default where there is one. */
  private static String words(ToxicKind kind) {
    return switch (kind.name()) {
      case "latency" -> "latency latency=5 jitter=2 shape=trace trace=1,2,3";
      case "slicer" -> "slicer average_size=10";
      case "http_headers" -> "http_headers set=A: b, c set=D: e remove=Cookie";
      default -> kind.name();
    };
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void every_type_is_shown_in_words_that_make_it_again(ToxicKind kind) throws Exception {
    Protocol protocol = kind.carriers().getFirst();
    String spelled = protocol.name().toLowerCase(Locale.ROOT);
    String[] create = {"create", "--protocol", spelled, "-u", "127.0.0.1:9", "--toxic"};
    succeeds(proxy(concat(create, words(kind) + " name=one", "db")));
    succeeds(proxy("list"));
    succeeds(proxy("toggle", "db"));
    succeeds(proxy("toggle", "db"));
    // Whom the system refuses is not for the proxy to choose.
    String toxicity = kind.name().equals("refuse") ? "1" : "0.5";
    succeeds(proxy("toxic", "update", "-n", "one", "--toxicity", toxicity, "db"));
    Run shown = proxy("inspect", "db");
    succeeds(shown);
    ToxicSpec first = server.proxy("db").toxic("one").orElseThrow();
    String attributes =
        shown.out().substring(shown.out().indexOf('[') + 1, shown.out().lastIndexOf(']'));
    String again =
        "%s name=one toxicity=%s %s"
            .formatted(kind.name(), toxicity, attributes.strip().replace('\t', ' '));
    succeeds(proxy(concat(create, again, "twin")));
    assertThat(server.proxy("twin").toxic("one")).contains(first);
  }

  private static String[] concat(String[] before, String... more) {
    List<String> all = new ArrayList<>(List.of(before));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void lists_of_numbers_have_commas_and_lists_of_texts_name_the_attribute_again() {
    String[] create = {"create", "--protocol", "http", "-u", "127.0.0.1:9"};
    succeeds(
        proxy(
            concat(
                create,
                "--toxic",
                "http_headers set=A: b, c set=D: e",
                "--toxic",
                "latency shape=trace trace=1,2,3",
                "db")));
    assertThat(proxy("inspect", "db").out())
        .contains("\tset=A: b, c\tset=D: e\t", "\ttrace=1,2,3\t")
        .doesNotContain("remove=");
  }

  @Test
  void when_and_whom_a_toxic_bites_is_shown_where_it_is_not_always_and_everybody() {
    succeeds(
        proxy(
            "create",
            "-u",
            "127.0.0.1:9",
            "--toxic",
            "noop name=a schedule=1000..4000 source=10.0.0.0/8,127.0.0.1",
            "--toxic",
            "noop name=b schedule=1000..",
            "--toxic",
            "noop name=c",
            "db"));
    assertThat(proxy("inspect", "db").out().lines().map(line -> line.replaceAll(".*]", "")))
        .containsExactly(
            "\tschedule=1000..4000\tsource=10.0.0.0/8,127.0.0.1", "\tschedule=1000..", "");
  }

  @Test
  void a_schedule_and_a_source_can_be_taken_away() throws Exception {
    succeeds(
        proxy(
            "create",
            "-u",
            "127.0.0.1:9",
            "--toxic",
            "noop name=a schedule=1000..4000 source=10.0.0.0/8",
            "db"));
    succeeds(
        proxy(
            "toxic",
            "update",
            "-n",
            "a",
            "--schedule",
            "0..",
            "--source",
            "0.0.0.0/0",
            "--source",
            "::/0",
            "db"));
    ToxicSpec toxic = server.proxy("db").toxic("a").orElseThrow();
    assertThat(toxic.schedule()).isEqualTo(Schedule.ALWAYS);
    for (String client : List.of("192.0.2.1", "2001:db8::1")) {
      assertThat(toxic.source().covers(InetAddress.ofLiteral(client))).isTrue();
    }
  }

  private static Run against(String toxics) throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    String proxy =
        "{\"name\":\"db\",\"listen\":\"a:1\",\"upstream\":\"b:1\",\"enabled\":true,\"toxics\":%s}"
            .formatted(toxics);
    other.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, proxy.length());
          exchange.getResponseBody().write(proxy.getBytes(UTF_8));
          exchange.close();
        });
    other.start();
    try {
      return ask(other.getAddress().getPort(), "inspect", "db");
    } finally {
      other.stop(0);
    }
  }

  @Test
  void values_of_other_servers_are_shown_as_they_are() throws Exception {
    String toxic =
        "[{\"name\":\"x\",\"type\":\"y\",\"stream\":\"upstream\",\"toxicity\":1,\"attributes\":"
            + "{\"a\":null,\"b\":{\"c\":[1]},\"d\":[[1,2],{\"e\":null}],\"f\":[],\"g\":[null,true]}}]";
    assertThat(against(toxic).out())
        .isEqualTo(
            "x\ttype=y\tstream=upstream\ttoxicity=1.00\tattributes=["
                + "\ta=\tb={\"c\":[1]}\td=1,2,{\"e\":null}\tg=,true\t]\n");
    assertThat(against("null").out()).isEmpty();
    assertThat(against(toxic.replaceAll("\\{\"a.*}}", "null}")).out()).endsWith("[\t\t]\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[7]",
        "[{}]",
        "[{\"name\":null,\"type\":\"y\",\"stream\":\"upstream\",\"toxicity\":1}]",
        "[{\"name\":\"x\",\"type\":[],\"stream\":\"upstream\",\"toxicity\":\"much\"}]"
      })
  void an_answer_that_shows_no_toxic_is_one_line(String toxics) throws Exception {
    Run run = against(toxics);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("does not show a proxy");
  }
}
