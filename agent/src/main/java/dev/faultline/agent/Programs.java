package dev.faultline.agent;

import dev.faultline.hook.Program;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.SocketImpl;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Programs that were not written for worlds, each as one incarnation of a node: with platform
 * threads that the world schedules, and with properties, environment, standard streams, default
 * handlers and shutdown hooks of its own.
 */
public final class Programs {
  private Programs() {}

  /**
   * Sees to it that programs can run in worlds of this JVM, which changes classes of the JDK's once
   * and takes some hundred milliseconds. To be called before a world runs.
   *
   * @throws AgentMissingException when this JVM runs without the agent
   * @throws IllegalStateException when the JDK turned out to be one that the agent does not fit
   */
  public static void prepare() {
    ProgramTransformer.install();
    FileTransformer.install();
  }

  /**
   * Lets the incarnation whose thread this is be a program from now on, and starts its main thread.
   *
   * @param properties of the system, all that there are
   * @param environment the variables of its environment, all that there are
   * @param loader what its main thread loads classes with
   * @param main run in a platform thread called {@code main}
   * @throws IllegalStateException outside worlds, or when the incarnation is a program already
   */
  public static void begin(
      Map<String, String> properties,
      Map<String, String> environment,
      ProgramHost host,
      ClassLoader loader,
      Runnable main) {
    new Hosted(properties, environment, host).begin(loader, main);
  }

  /** Hands what the hooks say, which know only the boot loader's classes, to the host. */
  private static final class Hosted extends Program {
    private final ProgramHost host;

    Hosted(Map<String, String> properties, Map<String, String> environment, ProgramHost host) {
      super(properties, environment);
      this.host = host;
    }

    @Override
    protected void line(boolean error, String text) {
      host.line(error, text);
    }

    @Override
    protected SocketImpl socket(boolean server) {
      return host.network().socket(server);
    }

    @Override
    protected DatagramSocketImpl datagramSocket() {
      return host.network().datagramSocket();
    }

    @Override
    protected SelectorProvider selectors() {
      return host.network().selectors();
    }

    @Override
    protected InetAddress[] addresses(String name) throws UnknownHostException {
      return host.network().addresses(name);
    }

    @Override
    protected String name(InetAddress address) {
      return host.network().name(address);
    }

    @Override
    protected InetAddress localHost() {
      return host.network().localHost();
    }

    @Override
    protected Path root() {
      return host.root();
    }

    @Override
    protected Object newBeanServer() {
      return host.newBeanServer();
    }

    @Override
    protected boolean isOfClassPath(String path) {
      return host.isOfClassPath(path);
    }

    @Override
    protected @Nullable Throwable ended(int status) {
      return host.ended(status);
    }
  }
}
