package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.ProxyApi;
import dev.faultline.chaos.ProxyApiOptions;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyCommandTest {
  @TempDir private Path folder;
  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
  private ProxyApi api;

  ProxyCommandTest() throws IOException {
    api = ProxyApi.start(server, ProxyApiOptions.loopback(0));
  }

  @BeforeEach
  void create() {
    assertThat(proxy("create", "-u", "127.0.0.1:9", "db").out())
        .isEqualTo("Created new proxy db\n");
  }

  @AfterEach
  void close() {
    api.close();
    server.close();
  }

  private Run proxy(String... args) {
    List<String> all = new ArrayList<>(List.of("proxy"));
    all.addAll(List.of(args));
    all.add("--host");
    all.add("http://127.0.0.1:" + api.address().getPort());
    return Run.faultline(all.toArray(String[]::new));
  }

  @Test
  void the_client_commands_print_what_scripts_for_toxiproxy_read() throws Exception {
    String listen = server.proxy("db").listen();
    assertThat(
            proxy("toxic", "add", "-t", "latency", "-n", "slow", "-a", "latency=100", "db").out())
        .isEqualTo("Added downstream latency toxic 'slow' on proxy 'db'\n");
    assertThat(proxy("list").out()).isEqualTo("db\t" + listen + "\t127.0.0.1:9\tenabled\t1\n");
    assertThat(proxy("inspect", "db").out())
        .isEqualTo(
            "slow\ttype=latency\tstream=downstream\ttoxicity=1.00\tattributes=[\tjitter=0"
                + "\tlatency=100\t]\n");
    assertThat(proxy("toxic", "update", "-n", "slow", "--toxicity", "0.5", "db").out())
        .isEqualTo("Updated toxic 'slow' on proxy 'db'\n");
    assertThat(proxy("toxic", "update", "-n", "slow", "-a", "jitter=3", "db").exitCode()).isZero();
    assertThat(proxy("inspect", "db").out()).contains("toxicity=0.50", "jitter=3", "latency=100");
    assertThat(proxy("toxic", "remove", "-n", "slow", "db").out())
        .isEqualTo("Removed toxic 'slow' on proxy 'db'\n");
    assertThat(proxy("toggle", "db").out()).isEqualTo("Proxy db is now disabled\n");
    assertThat(proxy("toggle", "db").out()).isEqualTo("Proxy db is now enabled\n");
    assertThat(proxy("delete", "db").out()).isEqualTo("Deleted proxy db\n");
    assertThat(proxy("list").out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--host", "-host"})
  void options_before_a_subcommand_say_which_server_is_asked(String option) throws Exception {
    String url = "http://127.0.0.1:" + api.address().getPort();
    assertThat(Run.faultline("proxy", option, url, "list").out()).startsWith("db\t");
    assertThat(Run.faultline("proxy", option, url, "toxic", "add", "-t", "noop", "db").exitCode())
        .isZero();
    assertThat(server.proxy("db").toxics()).hasSize(1);
    assertThat(Run.faultline("proxy", option, "127.0.0.1:1", "list", "--host", url).out())
        .startsWith("db\t");
    assertThat(Run.faultline("proxy", option + "=" + url, "inspect", "db").exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--port 1 list",
        "--seed 1 inspect db",
        "--config x create db",
        "--proxy-metrics delete db",
        "--runtime-metrics toxic remove -n a db",
        "--host x toxic types",
        "--token x authority folder"
      })
  void options_of_a_server_before_a_subcommand_are_wrong_usage(String words) {
    Run run = Run.faultline(("proxy " + words).split(" ", -1));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err())
        .contains(words.substring(0, words.indexOf(' ')) + " is for a server that starts");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void a_server_is_started_without_learning_what_its_subcommands_can() {
    assertThat(ProxyCommand.isServer("proxy")).isTrue();
    assertThat(ProxyCommand.isServer("proxy", "-port=1", "--seed", "7", "--proxy-metrics"))
        .isTrue();
    assertThat(ProxyCommand.isServer("proxy", "--host", "list")).isTrue();
    assertThat(ProxyCommand.isServer("proxy", "--proxy-metrics", "list")).isFalse();
    assertThat(ProxyCommand.isServer("proxy", "--host", "h", "list")).isFalse();
    assertThat(ProxyCommand.isServer("proxy", "list")).isFalse();
    assertThat(Run.faultline("proxy", "--help").out()).contains("toggle");
    assertThat(Run.faultline("proxy", "lisst").err()).contains("list");
    assertThat(Run.faultline("proxy", "tox", "list", "db").err())
        .contains("'tox'; did you mean toxic", "try 'faultline proxy --help'")
        .doesNotContain("'db'");
  }

  @Test
  void the_version_is_told_in_both_spellings() {
    for (String spelling : List.of("--version", "-version")) {
      Run run = Run.faultline("proxy", spelling);
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).startsWith("faultline ");
    }
  }

  @Test
  void attributes_may_be_shares_words_and_flags() {
    assertThat(proxy("toxic", "add", "-t", "corrupt", "-a", "probability=0.25", "db").out())
        .isEqualTo("Added downstream corrupt toxic 'corrupt_downstream' on proxy 'db'\n");
    proxy("toxic", "add", "-t", "latency", "-a", "shape=pareto", "-a", "alpha=2.5", "db");
    proxy("toxic", "add", "-t", "bandwidth", "-a", "rate=10", "-a", "shared=true", "db");
    assertThat(proxy("inspect", "db").out())
        .contains("probability=0.25", "shape=pareto", "alpha=2.5", "shared=true");
    Run refused = proxy("toxic", "update", "-n", "corrupt_downstream", "-a", "probability=7", "db");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualTo("faultline: invalid value: attribute probability is 7.0, expected 0 to 1\n");
  }

  @Test
  void a_refusal_of_the_server_is_one_line_and_exit_1() {
    Run run = proxy("inspect", "nobody");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("faultline: proxy not found\n");
  }

  @Test
  void wrong_arguments_are_one_line_and_exit_2() {
    for (Run run :
        List.of(
            proxy("toxic", "add", "-t", "latency", "-a", "latency", "db"),
            proxy("toxic", "add", "-t", "latency", "-a", "latency=x", "db"),
            proxy("toxic", "add", "-t", "latency", "--toxicity", "2", "db"),
            proxy("toxic", "add", "-t", "latency", "-u", "-d", "db"),
            Run.faultline("proxy", "list", "--host", "ftp://x"))) {
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.errLines()).hasSize(1);
    }
  }

  @Test
  void what_is_no_number_is_told_what_was_expected() {
    assertThat(Run.faultline("proxy", "--seed", "abc").err())
        .isEqualTo(
            "faultline: Invalid value for option '--seed': 'abc' is not a whole number from"
                + " -9223372036854775808 to 9223372036854775807; try 'faultline proxy --help'\n");
    assertThat(Run.faultline("proxy", "--port", "http").err())
        .contains("'http' is not a whole number from -2147483648 to 2147483647");
    assertThat(
            Run.faultline("proxy", "toxic", "add", "-t", "noop", "--toxicity", "abc", "db").err())
        .contains("'--toxicity'", "'abc' is not a number such as 0.5");
  }

  @Test
  void a_server_that_is_not_there_is_said() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Run run = Run.faultline("proxy", "list", "--host", "localhost:" + free);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("no proxy server answers at localhost:" + free);
  }

  @Test
  void the_server_refuses_to_start_with_mistakes_and_names_them() throws IOException {
    Path config = folder.resolve("proxies.json");
    Files.writeString(
        config, "[\n  {\"name\": \"a\",\n   \"upstream\": \"a:1\",\n   \"toxic\": []}\n]\n");
    Run unknown = Run.faultline("proxy", "--port", "0", "--config", config.toString());
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.errLines()).hasSize(1);
    assertThat(unknown.err()).contains("proxies.json, line 4, column", "unknown key 'toxic'");
    Files.writeString(config, "[{\"name\": \"a\"}");
    assertThat(Run.faultline("proxy", "--config", config.toString()).err())
        .contains("line 1", "missing required field: upstream");
    assertThat(Run.faultline("proxy", "--host", "0.0.0.0").err()).contains("--token");
    assertThat(Run.faultline("proxy", "--config", folder.resolve("none").toString()).err())
        .contains("there is no file");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run = Run.faultline("proxy", "--port", Integer.toString(taken.getLocalPort()));
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("address already in use", "--port");
      Files.writeString(config, "[{\"name\": \"a\", \"upstream\": \"127.0.0.1:9\"}]");
      Run nothing =
          Run.faultline(
              "proxy",
              "--port",
              Integer.toString(taken.getLocalPort()),
              "--config",
              config.toString());
      assertThat(nothing.exitCode()).isEqualTo(2);
      assertThat(nothing.out()).as("no proxy was started").isEmpty();
      String listen = "127.0.0.1:" + taken.getLocalPort();
      Files.writeString(
          config,
          "[{\"name\": \"a\", \"upstream\": \"a:1\"}, {\"name\": \"b\", \"upstream\": \"a:1\", \"listen\": \"%s\"}]"
              .formatted(listen));
      Run refused = Run.faultline("proxy", "--port", "0", "--config", config.toString());
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err()).contains("proxies.json: proxy 'b': ", listen);
    }
  }
}
