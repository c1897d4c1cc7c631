package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Issue 11, fault 17: what is not simulated is refused by name, with what to do. */
class NotSimulatedTest {
  private static final Path FILE = Path.of("/tmp/faultline-not-simulated");

  private enum Use {
    STREAM_IN("the file '/tmp/faultline-not-simulated'", "env.store()") {
      @Override
      void run() throws Exception {
        new FileInputStream(FILE.toFile()).close();
      }
    },
    STREAM_OUT("the file '/tmp/faultline-not-simulated'", "env.store()") {
      @Override
      void run() throws Exception {
        new FileOutputStream(FILE.toFile()).close();
      }
    },
    RANDOM_ACCESS("the file '/tmp/faultline-not-simulated'", "env.store()") {
      @Override
      void run() throws Exception {
        new RandomAccessFile(FILE.toFile(), "rw").close();
      }
    },
    FILE_CHANNEL("the file '/tmp/faultline-not-simulated'", "env.store()") {
      @Override
      void run() throws Exception {
        FileChannel.open(FILE).close();
      }
    },
    ASYNCHRONOUS_CHANNEL("the file '/tmp/faultline-not-simulated'", "env.store()") {
      @Override
      void run() throws Exception {
        AsynchronousFileChannel.open(FILE).close();
      }
    },
    READ_STRING("the file '/tmp/faultline-not-simulated'", "env.store()") {
      @Override
      void run() throws Exception {
        Files.readString(FILE);
      }
    },
    EXISTS("the file '/tmp/faultline-not-simulated'", "env.store()") {
      @Override
      void run() {
        Files.exists(FILE);
      }
    },
    ATTRIBUTES("the file '/tmp/faultline-not-simulated'", "env.store()") {
      @Override
      void run() throws Exception {
        Files.size(FILE);
      }
    },
    DIRECTORY("the file '/tmp/faultline-not-simulated'", "env.store()") {
      @Override
      void run() throws Exception {
        Files.createDirectory(FILE);
      }
    },
    LISTING("the file '/tmp'", "env.store()") {
      @Override
      void run() throws Exception {
        Files.list(FILE.getParent()).close();
      }
    },
    TEMPORARY("the file '", "env.store()") {
      @Override
      void run() throws Exception {
        Files.createTempFile("a", "b");
      }
    },
    OLD_EXISTS("the file '/tmp/faultline-not-simulated'", "env.store()") {
      @Override
      void run() {
        FILE.toFile().exists();
      }
    },
    OLD_DELETE("the file '/tmp/faultline-not-simulated'", "env.store()") {
      @Override
      void run() {
        FILE.toFile().delete();
      }
    },
    OLD_LISTING("the file '/tmp'", "env.store()") {
      @Override
      void run() {
        new File("/tmp").list();
      }
    },
    WATCHING("the file 'of a WatchService'", "env.store()") {
      @Override
      void run() throws Exception {
        FileSystems.getDefault().newWatchService().close();
      }
    },
    NAME("the name 'faultline.example'", "env.address") {
      @Override
      void run() throws Exception {
        InetAddress.getByName("faultline.example");
      }
    },
    OWN_NAME("the name of a machine", "env.self()") {
      @Override
      void run() throws Exception {
        InetAddress.getLocalHost();
      }
    },
    INTERFACES("the network interfaces", "env.self()") {
      @Override
      void run() throws Exception {
        NetworkInterface.getNetworkInterfaces();
      }
    },
    STANDARD_INPUT("System.in", "client") {
      @Override
      void run() throws Exception {
        System.in.read();
      }
    },
    ENVIRONMENT("the environment", "before the world starts") {
      @Override
      void run() {
        System.getenv("HOME");
      }
    },
    WHOLE_ENVIRONMENT("the environment", "before the world starts") {
      @Override
      void run() {
        System.getenv();
      }
    },
    PROCESS("the process it runs in", "env.incarnation()") {
      @Override
      void run() {
        ProcessHandle.current();
      }
    },
    MANAGED_PROCESS("the process it runs in", "env.incarnation()") {
      @Override
      void run() {
        ManagementFactory.getRuntimeMXBean().getPid();
      }
    },
    UPTIME("the process it runs in", "env.incarnation()") {
      @Override
      void run() {
        ManagementFactory.getRuntimeMXBean().getUptime();
      }
    },
    ALL_PROCESSES("processes of the machine", "nodes of a world") {
      @Override
      void run() {
        ProcessHandle.allProcesses().close();
      }
    },
    OTHER_PROCESS("processes of the machine", "nodes of a world") {
      @Override
      void run() {
        ProcessHandle.of(1);
      }
    },
    ENVIRONMENT_OF_CHILDREN("the environment", "before the world starts") {
      @Override
      void run() {
        new ProcessBuilder("true").environment().get("HOME");
      }
    },
    CANONICAL("the file '/proc/self'", "env.store()") {
      @Override
      void run() throws Exception {
        new File("/proc/self").getCanonicalPath();
      }
    },
    INPUT_BY_DESCRIPTOR("System.in", "client") {
      @Override
      void run() throws Exception {
        new FileInputStream(FileDescriptor.in).available();
      }
    },
    ALL_INTERFACES("the network interfaces", "env.self()") {
      @Override
      void run() throws Exception {
        NetworkInterface.networkInterfaces().close();
      }
    },
    REACHABLE("whether a machine is reachable", "failure detector") {
      @Override
      void run() throws Exception {
        InetAddress.getLoopbackAddress().isReachable(1);
      }
    },
    UNIX_SERVER("a UNIX domain socket", "env.connect") {
      @Override
      void run() throws Exception {
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).close();
      }
    },
    UNIX_CLIENT("a UNIX domain socket", "env.connect") {
      @Override
      void run() throws Exception {
        SocketChannel.open(StandardProtocolFamily.UNIX).close();
      }
    },
    SELECTOR("a selector", "env.connect") {
      @Override
      void run() throws Exception {
        Selector.open().close();
      }
    },
    PIPE("a pipe", "BlockingQueue") {
      @Override
      void run() throws Exception {
        Pipe.open().sink().close();
      }
    },
    SHUTDOWN_HOOK("a shutdown hook", "leave it out") {
      @Override
      void run() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {}));
      }
    };

    private final String what;
    private final String instead;

    Use(String what, String instead) {
      this.what = what;
      this.instead = instead;
    }

    abstract void run() throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void it_is_refused_by_name_with_what_to_do(Use use) {
    assertThatThrownBy(() -> TinyWorld.run(1, world -> world.node("node", use::run)))
        .isInstanceOf(Error.class)
        .hasMessageContaining("node ")
        .hasMessageContaining(use.what)
        .hasMessageContaining("not simulated")
        .hasMessageContaining(use.instead);
    assertThat(FILE).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void a_program_that_hides_the_refusal_is_found_out(Use use) {
    assertThatThrownBy(() ->
            TinyWorld.run(
                1,
                world ->
                    world.node(
                        "node",
                        () -> {
                          try {
                            use.run();
                          } catch (Throwable hidden) {
                            world.say("hidden");
                          }
                        })))
        .hasMessageContaining(use.what);
  }

  /** Read when the class is initialised, which happens once in a JVM. */
  private static final class Configured {
    static final String HOME = String.valueOf(System.getenv("HOME"));
  }

  @Test
  void what_the_class_path_holds_may_be_read_and_initialisers_may_ask_the_machine() {
    List<String> log =
        TinyWorld.run(
            1,
            world ->
                world.node(
                    "node",
                    () -> {
                      String name = NotSimulatedTest.class.getSimpleName() + ".class";
                      try (var in = NotSimulatedTest.class.getResourceAsStream(name)) {
                        world.say(in.read());
                      }
                      var url = Test.class.getResource("Test.class");
                      try (var in = url.openStream()) {
                        world.say(in.read());
                      }
                      world.say(
                          Thread.currentThread()
                              .getContextClassLoader()
                              .getResources("META-INF/MANIFEST.MF")
                              .hasMoreElements());
                      world.say(ServiceLoader.load(Runnable.class).findFirst().isPresent());
                      world.say(Configured.HOME.isEmpty());
                      world.say(InetAddress.getByName("127.0.0.1").isLoopbackAddress());
                    }));
    assertThat(log).containsExactly("0 202", "0 202", "0 true", "0 false", "0 false", "0 true");
  }
}
