package dev.faultline.chaos;

import java.io.IOException;

/**
 * A process with a proxy and its interface, to be started where the system gives it few
 * descriptors.
 */
final class FewDescriptors {
  private FewDescriptors() {}

  /** The server's address; ends when its input does. On each machine as many loops, and files. */
  public static void main(String[] args) throws IOException, ProxyException {
    try (ProxyServer server = ProxyServer.start(new ProxyServerOptions(1, 2, 64L << 20));
        ProxyApi api = ProxyApi.start(server, ProxyApiOptions.loopback(0))) {
      System.out.println(api.address().getPort());
      System.out.println(server.create(ProxySpec.to("p", args[0])).port());
      while (System.in.read() >= 0) {
        // What comes says only that the test still runs.
      }
    }
  }
}
