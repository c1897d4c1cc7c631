package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.faultline.chaos.Protocol;
import dev.faultline.chaos.ProxyApi;
import dev.faultline.chaos.ProxyApiOptions;
import dev.faultline.chaos.ProxyMode;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ToxicKind;
import dev.faultline.chaos.tls.TlsMode;
import dev.faultline.chaos.toxic.HttpFault;
import dev.faultline.chaos.toxic.LatencyShape;
import dev.faultline.chaos.toxic.RequestMatch;
import dev.faultline.chaos.toxic.Schedule;
import dev.faultline.chaos.toxic.SourceMatch;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line does beyond Toxiproxy's, over {@code /v2}. */
@Timeout(60)
class ProxyOwnCommandsTest {
  private static final String TOKEN = "a-token";

  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(5));
  private final ProxyApi api;

  ProxyOwnCommandsTest() throws IOException {
    api =
        ProxyApi.start(
            server,
            new ProxyApiOptions(
                new InetSocketAddress("127.0.0.1", 0), Optional.of(TOKEN), false, false, "test"));
  }

  @AfterEach
  void close() {
    api.close();
    server.close();
  }

  private Run proxy(String... args) {
    List<String> all = new ArrayList<>(List.of("proxy"));
    all.addAll(List.of(args));
    all.addAll(List.of("--token", TOKEN, "--host", "http://127.0.0.1:" + api.address().getPort()));
    return Run.faultline(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "latency,latency=-1,latency",
    "bandwidth,rate=-5,rate",
    "slicer,size_variation=1,average_size",
    "noop,x=1,x"
  })
  void wrong_attributes_are_wrong_usage_whichever_interface_is_asked(
      String type, String attribute, String named) {
    Run run = Run.faultline("proxy", "toxic", "add", "-t", type, "-a", attribute, "nowhere");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(named);
  }

  private ToxicSpec only(String proxy) throws Exception {
    assertThat(server.proxy(proxy).toxics()).hasSize(1);
    return server.proxy(proxy).toxics().getFirst();
  }

  @Test
  void a_proxy_and_its_toxics_are_made_at_once() throws Exception {
    Run made =
        proxy(
            "create",
            "-u",
            "127.0.0.1:9",
            "--on-dial-failure",
            "reset",
            "--toxic",
            "latency latency=5 shape=trace trace=1,20 name=late stream=both toxicity=0.5"
                + " schedule=10..20 source=10.0.0.0/8,::1",
            "--toxic",
            "stall",
            "db");
    assertThat(made.err()).isEmpty();
    assertThat(made.out()).isEqualTo("Created new proxy db\n");
    assertThat(server.proxy("db").toxics())
        .containsExactly(
            new ToxicSpec(
                    "late",
                    new Toxic.Latency(5, 0, new LatencyShape.Trace(List.of(1L, 20L))),
                    Stream.BOTH,
                    0.5f)
                .from(new SourceMatch(List.of("10.0.0.0/8", "::1")))
                .during(new Schedule(10, 20)),
            ToxicSpec.of(new StreamFault.Stall(0), Stream.DOWNSTREAM));
    assertThat(server.proxy("db").mode().resetsWhenDialFails()).isTrue();
    assertThat(
            proxy("create", "-u", "127.0.0.1:9", "--toxic", "loss", "--toxic", "stall", "x")
                .exitCode())
        .isEqualTo(1);
    assertThat(server.proxies()).hasSize(1);
  }

  @Test
  void every_mode_can_be_asked_for() throws Exception {
    proxy("create", "--protocol", "udp", "-u", "127.0.0.1:9", "--idle-timeout", "7", "u");
    assertThat(server.proxy("u").mode().protocol()).isEqualTo(Protocol.UDP);
    assertThat(server.proxy("u").mode().idleMillis()).isEqualTo(7);
    proxy("create", "--black-hole", "h");
    assertThat(server.proxy("h").mode()).isEqualTo(ProxyMode.BLACK_HOLE);
  }

  @Test
  void faults_of_http_are_written_in_words() throws Exception {
    proxy(
        "create",
        "--protocol",
        "http",
        "-u",
        "127.0.0.1:9",
        "--toxic",
        "http_status status=429 body=try later header=X-Tenant: a b path=/x*",
        "web");
    assertThat(only("web").toxic())
        .isEqualTo(
            new HttpFault.Status(
                new RequestMatch("", "/x*", "X-Tenant: a b", 1, 0), 429, "try later", false));
    server.proxy("web").clear();
    Run added =
        proxy(
            "toxic",
            "add",
            "-t",
            "http_headers",
            "-a",
            "of=request",
            "-a",
            "set=Host: a",
            "-a",
            "set=A: b",
            "-a",
            "remove=Cookie",
            "-a",
            "at_most=2",
            "web");
    assertThat(added.err()).isEmpty();
    assertThat(only("web").toxic())
        .isEqualTo(
            new HttpFault.Headers(
                new RequestMatch("", "", "", 1, 2),
                true,
                List.of("Host: a", "A: b"),
                List.of("Cookie")));
    Run framing = proxy("toxic", "add", "-t", "http_headers", "-a", "set=Content-Length: 5", "web");
    assertThat(framing.exitCode()).isEqualTo(2);
    assertThat(framing.err()).contains("a header that does not say where a message ends");
  }

  @Test
  void tls_is_terminated_originated_or_routed(@TempDir Path folder) throws Exception {
    Path authority = folder.resolve("ca");
    assertThat(
            Run.faultline("proxy", "authority", authority.toString(), "db.example").out().lines())
        .hasSize(3);
    Run twice = Run.faultline("proxy", "authority", authority.toString());
    assertThat(twice.exitCode()).isEqualTo(2);
    assertThat(twice.err()).contains("is there already");
    proxy("create", "-u", "a:1", "--tls-authority", authority.toString(), "--tls-upstream", "t");
    assertThat(server.proxy("t").mode().tls())
        .isEqualTo(
            new TlsMode(
                Optional.of(TlsMode.Terminate.by(authority.toString())),
                Optional.of(new TlsMode.Originate("", "", true, "", "", List.of())),
                new TreeMap<>()));
    String certificate = authority.resolve("db.example.pem").toString();
    String key = authority.resolve("db.example-key.pem").toString();
    proxy(
        "create",
        "-u",
        "a:1",
        "--tls-certificate",
        certificate,
        "--tls-key",
        key,
        "--tls-version",
        "TLSv1.3",
        "c");
    assertThat(server.proxy("c").mode().tls())
        .isEqualTo(TlsMode.terminating(TlsMode.Terminate.with(certificate, key).in("TLSv1.3")));
    proxy("create", "--sni", "db.example=a:1", "--sni", "*.b=a:2", "s");
    assertThat(server.proxy("s").mode().tls())
        .isEqualTo(TlsMode.routing(new TreeMap<>(Map.of("db.example", "a:1", "*.b", "a:2"))));
    assertThat(proxy("inspect", "--json", "s").json().getAsJsonObject("tls"))
        .hasToString("{\"routes\":{\"*.b\":\"a:2\",\"db.example\":\"a:1\"}}");
    Run wrong = proxy("create", "-u", "a:1", "--tls-certificate", certificate, "x");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err())
        .isEqualTo(
            "faultline: invalid value: tls.terminate.key: missing; a certificate and its key belong"
                + " together\n");
    assertThat(proxy("create", "-u", "a:1", "--sni", "x", "x").exitCode()).isEqualTo(2);
  }

  @Test
  void a_toxic_is_added_with_stream_schedule_and_sources_and_changed() throws Exception {
    proxy("create", "-u", "127.0.0.1:9", "db");
    Run added =
        proxy(
            "toxic",
            "add",
            "-t",
            "latency",
            "--both",
            "--schedule",
            "5..",
            "--source",
            "10.0.0.1",
            "-a",
            "latency=9",
            "-a",
            "shape=sine",
            "-a",
            "period=50",
            "db");
    assertThat(added.out()).isEqualTo("Added both latency toxic 'latency_both' on proxy 'db'\n");
    ToxicSpec sine =
        ToxicSpec.of(new Toxic.Latency(9, 0, new LatencyShape.Sine(50)), Stream.BOTH)
            .from(new SourceMatch(List.of("10.0.0.1")))
            .during(new Schedule(5, Schedule.NEVER));
    assertThat(only("db")).isEqualTo(sine);
    assertThat(proxy("toxic", "update", "-n", "latency_both", "--schedule", "..30", "db").out())
        .isEqualTo("Updated toxic 'latency_both' on proxy 'db'\n");
    assertThat(only("db")).isEqualTo(sine.during(new Schedule(0, 30)));
    proxy("toxic", "update", "-n", "latency_both", "-a", "shape=square", "--tox", "0.5", "db");
    assertThat(only("db").toxic()).isEqualTo(new Toxic.Latency(9, 0, new LatencyShape.Square(50)));
    assertThat(only("db").toxicity()).isEqualTo(0.5f);
    assertThat(only("db").source()).isEqualTo(sine.source());
  }

  @Test
  void connections_show_what_bites_each_and_can_be_killed() throws Exception {
    try (ServerSocket upstream = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      proxy(
          "create",
          "-u",
          "127.0.0.1:" + upstream.getLocalPort(),
          "--toxic",
          "stall stream=both",
          "--toxic",
          "latency latency=1",
          "db");
      try (Socket client = new Socket("127.0.0.1", server.proxy("db").port())) {
        while (!proxy("connections", "db").out().contains("\topen\t")) {
          Thread.onSpinWait();
        }
        assertThat(proxy("connections", "db").out())
            .isEqualTo(
                "1\t127.0.0.1:%d\topen\t-\tstall_both\tstall_both,latency_downstream\t0\n"
                    .formatted(client.getLocalPort()));
        JsonObject json =
            proxy("connections", "--json", "db")
                .json()
                .getAsJsonArray("connections")
                .get(0)
                .getAsJsonObject();
        assertThat(json.get("number").getAsLong()).isEqualTo(1);
        assertThat(proxy("kill", "db", "1").out()).isEqualTo("Killed connection 1 of proxy 'db'\n");
        assertThat(proxy("connections", "db").out()).isEmpty();
        Run again = proxy("kill", "db", "1");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).isEqualTo("faultline: connection not found\n");
      }
    }
  }

  @Test
  void draws_are_the_servers() throws Exception {
    proxy("create", "-u", "127.0.0.1:9", "--toxic", "latency latency=9 toxicity=0.5", "db");
    List<String> lines = proxy("draws", "-n", "latency_downstream", "db").out().lines().toList();
    assertThat(lines).hasSize(100);
    var draw = server.proxy("db").draws("latency_downstream", 3, 1, 1).getFirst();
    assertThat(lines.get(2))
        .startsWith(
            "3\t%s\t%s\t%d\t%d\t9.000,"
                .formatted(
                    draw.share(),
                    draw.bites() ? "yes" : "no",
                    draw.upstreamSeed(),
                    draw.downstreamSeed()));
    assertThat(lines).anyMatch(line -> line.contains("\tyes\t"));
    assertThat(lines).anyMatch(line -> line.contains("\tno\t"));
  }

  @Test
  void types_list_every_attribute_with_unit_range_default_and_meaning() {
    List<String> lines = Run.faultline("proxy", "toxic", "types").out().lines().toList();
    int attributes = ToxicKind.all().stream().mapToInt(kind -> kind.attributes().size()).sum();
    assertThat(lines).hasSize(ToxicKind.all().size() + attributes);
    assertThat(lines)
        .contains(
            "loss_stall\t\t\t\t\twhat packet loss looks like inside TCP (tcp, http)",
            "loss_stall\trto\tms\t1 to 120000\t200\tthe first retransmission time; it doubles");
    assertThat(lines).allMatch(line -> line.split("\t").length == 6 && !line.endsWith("\t"));
    assertThat(Run.faultline("proxy", "toxic", "types", "stall").out().lines()).hasSize(2);
    assertThat(Run.faultline("proxy", "toxic", "types", "--json").json().getAsJsonArray("types"))
        .hasSize(ToxicKind.all().size());
  }

  @Test
  void no_attribute_is_called_as_a_setting_is() {
    for (ToxicKind kind : ToxicKind.all()) {
      assertThat(kind.attributes())
          .extracting(ToxicKind.Attribute::name)
          .doesNotContainAnyElementsOf(ToxicWords.SETTINGS);
    }
  }

  @Test
  void every_command_writes_one_json_document() throws Exception {
    assertThat(proxy("create", "--json", "-u", "127.0.0.1:9", "db").json().get("name"))
        .hasToString("\"db\"");
    assertThat(proxy("list", "--json").json().getAsJsonArray("proxies")).hasSize(1);
    assertThat(proxy("toxic", "add", "--json", "-t", "stall", "db").json().get("type"))
        .hasToString("\"stall\"");
    assertThat(proxy("inspect", "--json", "db").json().getAsJsonArray("toxics")).hasSize(1);
    assertThat(
            proxy("toxic", "update", "--json", "-n", "stall_downstream", "--tox", "0", "db")
                .json()
                .get("toxicity"))
        .hasToString("0");
    assertThat(
            proxy("draws", "--json", "-n", "stall_downstream", "db").json().getAsJsonArray("draws"))
        .hasSize(100);
    assertThat(proxy("toxic", "remove", "--json", "-n", "stall_downstream", "db").json())
        .hasToString("{\"removed\":\"stall_downstream\"}");
    assertThat(proxy("toggle", "--json", "db").json().get("enabled")).hasToString("false");
    Run refused = proxy("kill", "--json", "db", "3");
    assertThat(refused.json().get("error")).hasToString("\"connection not found\"");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(proxy("delete", "--json", "db").json()).hasToString("{\"deleted\":\"db\"}");
  }

  @Test
  void without_the_token_nothing_is_told() throws Exception {
    String host = "http://127.0.0.1:" + api.address().getPort();
    for (String[] command :
        List.of(
            new String[] {"list"},
            new String[] {"connections", "db"},
            new String[] {"create", "--black-hole", "db"})) {
      List<String> args = new ArrayList<>(List.of("proxy"));
      args.addAll(List.of(command));
      args.addAll(List.of("--host", host));
      Run run = Run.faultline(args.toArray(String[]::new));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).startsWith("faultline: expected the header Authorization: Bearer");
    }
    assertThat(server.proxies()).isEmpty();
    assertThat(
            Run.onTerminal(Map.of("FAULTLINE_PROXY_TOKEN", TOKEN), "proxy", "list", "--host", host)
                .exitCode())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "toxic add -t magic db | invalid value: type is 'magic', expected one of latency,"
            + " bandwidth",
        "toxic add -t stall -a rate=1 db | invalid value: stall has no attribute 'rate', expected"
            + " duration",
        "toxic add -t refuse -a rate=1 db | invalid value: refuse has no attribute 'rate', expected"
            + " none",
        "toxic add -t latency -a latency=x db | invalid value: attribute latency is 'x', expected 0"
            + " or more",
        "toxic add -t latency -a shape=flat db | invalid value: shape is 'flat', expected uniform",
        "toxic add -t latency -a trace=1,x db | invalid value: attribute trace is 'x', expected"
            + " 0 or more each, with commas",
        "toxic add -t bandwidth -a shared=1 -a rate=x db | invalid value: attribute shared is '1',"
            + " expected true or false",
        "toxic add -t corrupt -a probability=0.1 -a probability=0.2 db | invalid value: attribute"
            + " probability is given twice",
        "toxic add -t corrupt -a probability=1.5 db | invalid value: attribute probability is 1.5,"
            + " expected 0 to 1",
        "toxic add -t stall --both -u db | --upstream, --downstream, --both and --stream exclude"
            + " each other",
        "toxic add -t stall --stream up db | --stream is 'up', expected upstream, downstream or"
            + " both",
        "toxic add -t stall --schedule 5 db | --schedule is '5', expected START..END in ms",
        "toxic add -t stall --schedule 5..5 db | --schedule: attribute schedule.end is 5, expected"
            + " later",
        "toxic add -t stall --source db1 db | --source: attribute match.source is 'db1'",
        "toxic add -t refuse --toxicity 0.5 db | attribute toxicity is 0.5, expected 1",
        "toxic types magic | type is 'magic', expected one of latency",
        "create db | missing --upstream HOST:PORT",
        "create --black-hole -u a:1 db | --black-hole and --upstream exclude each other",
        "create --protocol sctp -u a:1 db | --protocol is 'sctp', expected tcp or udp or http",
        "create -u a:1 --on-dial-failure hang db | --on-dial-failure is 'hang', expected close or"
            + " reset",
        "create -u a:1 --toxic rate=1 db | --toxic is 'rate=1', expected a type first",
        "list --token '' | --token is not a secret",
        "list --token ä | --token is not a secret",
        "--host 0.0.0.0 --token '' | token is empty",
        "kill db x | ",
      })
  void wrong_usage_is_one_line_and_exit_2(String command, String message) {
    List<String> args = new ArrayList<>(List.of(command.replace("''", "").split(" ", -1)));
    args.addFirst("proxy");
    Run run = Run.faultline(args.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains(message == null ? "NUMBER" : message);
  }
}
