package dev.faultline.chaos.monkey.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.faultline.chaos.tls.ClientContext;
import dev.faultline.chaos.tls.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Client certificates and login commands, at a cluster that keeps who asked for what. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class LoginTest {
  private static final String LIST =
      "GET /api/v1/namespaces/web/pods?labelSelector=faultline.dev%2Fmonkey%3Dshop&limit=500";
  private static final String DELETE =
      "DELETE /api/v1/namespaces/web/pods/a?dryRun=All"
          + " {\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"preconditions\":{\"uid\":\"u\"},\"dryRun\":[\"All\"]}";

  @TempDir private Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> callers = new CopyOnWriteArrayList<>();
  private final List<String> withdrawn = new CopyOnWriteArrayList<>();
  private volatile Instant now = Instant.parse("2026-12-01T12:00:00Z");
  private HttpServer cluster;

  @BeforeEach
  void listen() throws Exception {
    TestAuthority authority = TestAuthority.create(folder.resolve("ca"));
    authority.issue(
        List.of("127.0.0.1"), folder.resolve("server.pem"), folder.resolve("server-key.pem"));
    authority.issue(List.of("me"), folder.resolve("me.pem"), folder.resolve("me-key.pem"));
    SSLContext tls =
        ClientContext.of(
            read("ca/" + TestAuthority.CERTIFICATE), read("server.pem"), read("server-key.pem"));
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = tls.getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext("/", this::answer);
    server.start();
    cluster = server;
  }

  @AfterEach
  void close() {
    cluster.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    asked.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + (body.isEmpty() ? "" : " " + body));
    callers.add(caller((HttpsExchange) exchange) + ", " + token);
    String pod =
        "{\"metadata\":{\"name\":\"a\",\"namespace\":\"web\",\"uid\":\"u\"},\"status\":{\"phase\":\"Running\"}}";
    String text = exchange.getRequestMethod().equals("GET") ? "{\"items\":[" + pod + "]}" : pod;
    int status = 200;
    if (withdrawn.contains(String.valueOf(token))) {
      status = 401;
      text = "{\"kind\":\"Status\",\"reason\":\"Unauthorized\",\"message\":\"Unauthorized\"}";
    }
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String caller(HttpsExchange exchange) {
    try {
      return exchange.getSSLSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return "nobody";
    }
  }

  private String read(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  private String base64(String file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve(file)));
  }

  private Path config(String user) throws IOException {
    return Files.writeString(
        folder.resolve("config"),
        """
        current-context: test
        contexts: [{name: test, context: {cluster: here, user: me, namespace: web}}]
        clusters:
          - name: here
            cluster:
              server: "https://127.0.0.1:%d"
              certificate-authority: ca/authority.pem
              extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: shop}}]
        users: [{name: me, user: {%s}}]
        """
            .formatted(cluster.getAddress().getPort(), user));
  }

  private ClusterAccess access(String user) throws IOException {
    return ClusterAccess.find(
        Map.of("KUBECONFIG", config(user).toString(), "PATH", "/usr/bin:/bin"), this::now);
  }

  private Instant now() {
    return now;
  }

  private static void strike(Pods pods) throws IOException {
    new PodStrike("web", "shop", "", 0, OptionalLong.empty(), true).strike(pods, 7);
  }

  private void strike(String user) throws IOException {
    try (Pods pods = new Pods(access(user))) {
      strike(pods);
    }
  }

  /** A command that prints credentials, and keeps what it was told. */
  private String command(String status) throws IOException {
    Path script = folder.resolve("login");
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo "$KUBERNETES_EXEC_INFO" > info
        echo "$AUDIENCE $*" >> runs
        n=$(wc -l < runs)
        cat <<END
        {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": %s}
        END
        """
            .formatted(status)
            .replace(" info", " '" + folder.resolve("info") + "'")
            .replace(" runs", " '" + folder.resolve("runs") + "'"));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, args: [get,"
        + " token], env: [{name: AUDIENCE, value: shop}], provideClusterInfo: true}";
  }

  @Test
  void a_client_certificate_is_shown_with_exactly_the_requests_of_a_token() throws IOException {
    strike("client-certificate: me.pem, client-key: me-key.pem");
    assertThat(asked).containsExactly(LIST, DELETE);
    strike(
        "client-certificate-data: %s, client-key-data: %s, token: secret"
            .formatted(base64("me.pem"), base64("me-key.pem")));
    assertThat(callers)
        .containsExactly(
            "CN=me, null", "CN=me, null", "CN=me, Bearer secret", "CN=me, Bearer secret");
    for (String token : List.of("secret", "\"secret\\n\"")) {
      strike("token: " + token);
      assertThat(callers.getLast()).isEqualTo("nobody, Bearer secret");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa:2048", "ec:prime256v1", "ec:secp384r1"})
  void keys_are_read_in_the_forms_that_clusters_come_with(String kind) throws Exception {
    String[] words = kind.split(":");
    String key = folder.resolve("old-key.pem").toString();
    openssl(
        words[0].equals("rsa")
            ? List.of("genrsa", "-traditional", "-out", key, words[1])
            : List.of("ecparam", "-name", words[1], "-genkey", "-out", key));
    assertThat(Files.readString(Path.of(key)))
        .contains("-----BEGIN " + words[0].toUpperCase(java.util.Locale.ROOT) + " PRIVATE KEY");
    String request = folder.resolve("r").toString();
    openssl(List.of("req", "-new", "-key", key, "-subj", "/CN=old", "-out", request));
    openssl(
        List.of(
            "x509",
            "-req",
            "-in",
            request,
            "-days",
            "2",
            "-out",
            folder.resolve("old.pem").toString(),
            "-CA",
            folder.resolve("ca/authority.pem").toString(),
            "-CAkey",
            folder.resolve("ca/authority-key.pem").toString(),
            "-CAcreateserial"));
    strike("client-certificate: old.pem, client-key: old-key.pem");
    assertThat(callers.getLast()).isEqualTo("CN=old, null");
  }

  private static void openssl(List<String> words) throws Exception {
    assumeThat(Path.of("/usr/bin/openssl")).exists();
    List<String> all = new ArrayList<>(List.of("/usr/bin/openssl"));
    all.addAll(words);
    Process process =
        new ProcessBuilder(all)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", words)).isZero();
  }

  @Test
  void a_login_command_is_told_of_the_cluster_and_run_once() throws IOException {
    String exec = command("{\"token\": \"t$n\"}");
    try (Pods pods = new Pods(access(exec))) {
      strike(pods);
      strike(pods);
    }
    assertThat(asked).containsExactly(LIST, DELETE, LIST, DELETE);
    assertThat(callers).containsOnly("nobody, Bearer t1");
    assertThat(read("runs")).isEqualTo("shop get token\n");
    assertThat(read("info"))
        .isEqualTo(
            "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"spec\":{\"cluster\":{\"server\":\"https://127.0.0.1:%d\",\"certificate-authority-data\":\"%s\",\"config\":{\"audience\":\"shop\"}},\"interactive\":false}}\n"
                .formatted(cluster.getAddress().getPort(), base64("ca/authority.pem")));
  }

  @Test
  void what_a_command_printed_is_used_until_it_expires_or_is_refused() throws IOException {
    String exec =
        command("{\"token\": \"t$n\", \"expirationTimestamp\": \"2026-12-01T12:00:0${n}Z\"}");
    try (Pods pods = new Pods(access(exec))) {
      strike(pods);
      now = Instant.parse("2026-12-01T12:00:01Z");
      strike(pods);
      withdrawn.add("Bearer t2");
      strike(pods);
      assertThat(callers)
          .containsExactly(
              "nobody, Bearer t1",
              "nobody, Bearer t1",
              "nobody, Bearer t2",
              "nobody, Bearer t2",
              "nobody, Bearer t2",
              "nobody, Bearer t3",
              "nobody, Bearer t3");
      withdrawn.addAll(List.of("Bearer t3", "Bearer t4"));
      assertThatThrownBy(() -> strike(pods))
          .hasMessage("the cluster refuses (401 Unauthorized): Unauthorized");
    }
    assertThat(read("runs").lines()).as("refused twice, and not asked again").hasSize(4);
  }

  @Test
  void a_command_may_print_a_certificate() throws IOException {
    String exec =
        command(
            "{\"clientCertificateData\": \"%s\", \"clientKeyData\": \"%s\"}"
                .formatted(
                    read("me.pem").replace("\n", "\\\\n"),
                    read("me-key.pem").replace("\n", "\\\\n")));
    strike(exec);
    assertThat(callers).containsExactly("CN=me, null", "CN=me, null");
  }

  @Test
  void a_token_in_a_file_is_read_again_for_each_request() throws IOException {
    Files.writeString(folder.resolve("token"), "one\n");
    try (Pods pods = new Pods(access("tokenFile: token"))) {
      strike(pods);
      Files.writeString(folder.resolve("token"), "two\n");
      strike(pods);
    }
    assertThat(callers.getFirst()).endsWith("Bearer one");
    assertThat(callers.getLast()).endsWith("Bearer two");
  }

  @Test
  void of_several_files_the_first_that_has_an_entry_counts() throws IOException {
    Path second = config("token: second");
    Path first = folder.resolve("first");
    Files.writeString(first, "users: [{name: me, user: {token: first}}]\n");
    String files = folder.resolve("none") + ":" + first + ":" + second;
    try (Pods pods = new Pods(ClusterAccess.find(Map.of("KUBECONFIG", files)))) {
      strike(pods);
    }
    assertThat(callers).containsOnly("nobody, Bearer first");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          exec: {command: x}                                                                       | with apiVersion '', expected one of client.authentication.k8s.io/v1
          exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}                    | expected one of client.authentication.k8s.io/v1
          exec: {apiVersion: client.authentication.k8s.io/v1}                                      | 'exec' without a command
          exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always} | wants to ask at a terminal
          exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such, installHint: "get it"} | 'no-such' of the kubeconfig cannot be run
          exec: {apiVersion: client.authentication.k8s.io/v1, command: "false"}                    | 'false' of the kubeconfig ends with 1
          exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, args: [-c, "echo no login >&2; exit 3"]} | ends with 3: no login
          exec: {apiVersion: client.authentication.k8s.io/v1, command: echo, args: ["{"]}          | prints no JSON
          exec: {apiVersion: client.authentication.k8s.io/v1, command: echo, args: ["{}"]}         | prints a '', expected an ExecCredential
          exec: {apiVersion: client.authentication.k8s.io/v1, command: echo, args: ['{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1"}']} | speaks 'client.authentication.k8s.io/v1beta1', and the kubeconfig says client.authentication.k8s.io/v1
          exec: {apiVersion: client.authentication.k8s.io/v1, command: echo, args: ['{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}']} | neither a token nor a certificate
          exec: {apiVersion: client.authentication.k8s.io/v1, command: echo, args: ['{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientKeyData":"x"}}']} | without its certificate
          exec: {apiVersion: client.authentication.k8s.io/v1, command: echo, args: ['{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"x","expirationTimestamp":"soon"}}']} | expire at 'soon'
          exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, args: [-c, 'printf "a\\033[2Jb\\007%999d" 1 >&2; exit 3']} | ends with 3: a [2Jb 1
          exec: {apiVersion: client.authentication.k8s.io/v1, command: echo, env: [{name: a=b, value: x}]} | 'env' that cannot be set: 'a=b'
          token: "s3cret\\ns3cret"                                                                  | no header can carry
          token: "s3cret\\u00e9"                                                                     | no header can carry
          username: me, password: x                                                                | has 'username', which is not supported here
          auth-provider: {name: gcp}                                                               | has 'auth-provider'
          token: x, as: admin                                                                      | has 'as', which
          client-certificate: me.pem                                                               | without its key
          client-certificate: me.pem, client-key: none.pem                                         | cannot be read
          client-certificate: me.pem, client-key-data: '%'                                         | 'client-key-data' is not base64
          client-certificate: me.pem, client-key: server-key.pem                                   | does not belong to the first certificate
          """)
  void what_cannot_be_used_is_named(String user, String expected) {
    assertThatThrownBy(() -> strike(user))
        .isInstanceOf(IOException.class)
        .message()
        .contains(expected)
        .doesNotContain("\n", "BEGIN", "s3cret", "\033");
    assertThat(asked).isEmpty();
  }

  @Test
  void a_cluster_that_others_vouch_for_is_told_nothing() throws Exception {
    TestAuthority.create(folder.resolve("other"));
    Path config = config("token: secret");
    Files.writeString(config, Files.readString(config).replace("ca/", "other/"));
    try (Pods pods =
        new Pods(
            ClusterAccess.find(Map.of("KUBECONFIG", config.toString()), InstantSource.system()))) {
      assertThatThrownBy(() -> strike(pods)).isInstanceOf(IOException.class);
    }
    assertThat(asked).isEmpty();
    Path nowhere =
        Files.writeString(
            folder.resolve("nowhere"), Files.readString(config).replace("127.0.0.1:", "{here}:"));
    assertThatThrownBy(() -> ClusterAccess.find(Map.of("KUBECONFIG", nowhere.toString())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a URL");
    for (String field : List.of("proxy-url", "tls-server-name")) {
      Path wrong =
          Files.writeString(
              folder.resolve("wrong"),
              Files.readString(config).replace("server:", field + ": x\n      server:"));
      assertThatThrownBy(() -> ClusterAccess.find(Map.of("KUBECONFIG", wrong.toString())))
          .hasMessageContaining("has '" + field + "', which is not supported here");
    }
  }
}
