package dev.faultline.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.net.ConnectionView;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.HttpFault;
import dev.faultline.chaos.toxic.RequestMatch;
import dev.faultline.chaos.toxic.Schedule;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that a toxic holds for an hour pass as soon as it has ended, however it does. */
@Timeout(60)
class ChangingHttpToxicsTest {
  private static final long HOUR = 3_600_000;
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";

  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
  private final ServerSocket upstream = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

  ChangingHttpToxicsTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    server.close();
    upstream.close();
  }

  /** What holds answers. */
  enum Holding {
    DELAY(new HttpFault.Delay(RequestMatch.ALL, HOUR), new HttpFault.Delay(RequestMatch.ALL, 0)),
    DRIBBLE(
        new HttpFault.Dribble(RequestMatch.ALL, 1, HOUR),
        new HttpFault.Dribble(RequestMatch.ALL, 1, 0));

    private final HttpFault fault;
    private final HttpFault harmless;

    Holding(HttpFault fault, HttpFault harmless) {
      this.fault = fault;
      this.harmless = harmless;
    }
  }

  /** How it ends. */
  enum Ending {
    REMOVED,
    CHANGED,
    OTHER_REQUESTS,
    TOXICITY,
    CLEARED,
    SCHEDULE;

    void apply(Proxy proxy, Holding holding) throws ProxyException {
      ToxicSpec now = proxy.toxic("t").orElseThrow();
      switch (this) {
        case REMOVED -> proxy.removeToxic("t");
        case CHANGED ->
            proxy.updateToxic(
                new ToxicSpec("t", holding.harmless, now.stream(), 1).during(now.schedule()));
        case OTHER_REQUESTS ->
            proxy.updateToxic(
                new ToxicSpec(
                    "t", new HttpFault.Delay(RequestMatch.path("/other"), HOUR), now.stream(), 1));
        case TOXICITY -> proxy.updateToxic(new ToxicSpec("t", holding.fault, now.stream(), 0));
        case CLEARED -> proxy.clear();
        case SCHEDULE -> {
          // By itself.
        }
      }
    }
  }

  static List<Arguments> all() {
    List<Arguments> all = new ArrayList<>();
    for (Holding holding : Holding.values()) {
      for (Ending ending : Ending.values()) {
        all.add(Arguments.of(holding, ending));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("all")
  void what_it_holds_passes(Holding holding, Ending ending) throws Exception {
    ToxicSpec toxic = new ToxicSpec("t", holding.fault, Direction.DOWNSTREAM, 1);
    Proxy proxy =
        server.create(
            ProxySpec.to("p", "127.0.0.1:" + upstream.getLocalPort())
                .in(new ProxyMode(Protocol.HTTP, false, false, 60_000))
                .with(ending == Ending.SCHEDULE ? toxic.during(new Schedule(0, 500)) : toxic));
    try (Socket client = new Socket("127.0.0.1", proxy.port())) {
      client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
      try (Socket served = upstream.accept()) {
        served.getInputStream().readNBytes(18);
        served.getOutputStream().write((HEAD + "body").getBytes(ISO_8859_1));
        if (ending != Ending.SCHEDULE) {
          ConnectionView held = proxy.connections().getFirst();
          while (held.heldBytes() == 0) {
            Thread.onSpinWait();
            held = proxy.connections().getFirst();
          }
          assertThat(held.downstream()).containsExactly("t");
        }
        ending.apply(proxy, holding);
        byte[] answer = client.getInputStream().readNBytes(HEAD.length() + 4);
        assertThat(new String(answer, ISO_8859_1)).isEqualTo(HEAD + "body");
        while (proxy.connections().getFirst().heldBytes() > 0) {
          Thread.onSpinWait();
        }
      }
    }
  }
}
