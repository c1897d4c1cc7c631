package dev.faultline.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.tls.TlsMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which protocol inside TLS a proxy agrees on (ALPN, RFC 7301). */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // JUnit's callbacks fill the fields.
class AlpnTest {
  private static final String NAME = "web.example";
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: web.example\r\n\r\n";

  @TempDir private Path folder;
  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(1));
  private final List<AutoCloseable> opened = new ArrayList<>();
  private TlsPeers peers;

  @BeforeEach
  void makeAuthority() throws IOException {
    peers = new TlsPeers(folder);
  }

  @AfterEach
  void closeAll() throws Exception {
    server.close();
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  private Proxy terminating(Protocol protocol) throws Exception {
    Sockets.Server echo = Sockets.echo();
    opened.add(echo);
    ProxyMode mode =
        new ProxyMode(
            protocol,
            false,
            false,
            ProxyMode.DEFAULT_IDLE_MILLIS,
            TlsMode.terminating(TlsMode.Terminate.by(folder.toString())));
    return server.create(ProxySpec.to("p", echo.address()).in(mode));
  }

  private SSLSocket connect(Proxy proxy, String version, String... offered) throws Exception {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    opened.add(plain);
    plain.setSoTimeout(20_000);
    SSLSocket socket =
        (SSLSocket) peers.context("").getSocketFactory().createSocket(plain, NAME, 1, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(offered);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static void assertEchoes(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
    assertThat(new String(socket.getInputStream().readNBytes(REQUEST.length()), US_ASCII))
        .isEqualTo(REQUEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_proxy_of_http_agrees_on_the_version_that_it_understands(String version) throws Exception {
    Proxy proxy = terminating(Protocol.HTTP);
    SSLSocket both = connect(proxy, version, "h2", "http/1.1");
    assertThat(both.getApplicationProtocol()).isEqualTo("http/1.1");
    assertEchoes(both);
    SSLSocket silent = connect(proxy, version);
    assertThat(silent.getApplicationProtocol()).isEmpty();
    assertEchoes(silent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_proxy_of_http_refuses_by_name_who_speaks_another_version_only(String version)
      throws Exception {
    Proxy proxy = terminating(Protocol.HTTP);
    assertThatThrownBy(() -> connect(proxy, version, "h2"))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("no_application_protocol");
    assertEchoes(connect(proxy, version, "http/1.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_proxy_of_bytes_agrees_on_nothing_and_passes_all(String version) throws Exception {
    Proxy proxy = terminating(Protocol.TCP);
    SSLSocket socket = connect(proxy, version, "h2", "postgresql");
    assertThat(socket.getApplicationProtocol()).isEmpty();
    assertEchoes(socket);
  }

  @Test
  void a_proxy_of_http_tells_the_server_which_version_it_speaks() throws Exception {
    SSLServerSocket listening =
        (SSLServerSocket)
            peers
                .context(NAME)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    SSLParameters parameters = listening.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    listening.setSSLParameters(parameters);
    CompletableFuture<String> agreed = new CompletableFuture<>();
    Sockets.Server web =
        Sockets.serve(
            listening,
            socket -> {
              ((SSLSocket) socket).startHandshake();
              agreed.complete(((SSLSocket) socket).getApplicationProtocol());
            });
    opened.add(web);
    ProxyMode mode =
        new ProxyMode(
            Protocol.HTTP,
            false,
            false,
            ProxyMode.DEFAULT_IDLE_MILLIS,
            TlsMode.originating(TlsMode.Originate.trusting(peers.authorityFile(), NAME)));
    Proxy proxy = server.create(ProxySpec.to("p", web.address()).in(mode));
    opened.add(Sockets.connect(proxy));
    assertThat(agreed.get(20, TimeUnit.SECONDS)).isEqualTo("http/1.1");
  }
}
