package dev.faultline.sim.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Channel;
import dev.faultline.core.CloseReason;
import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The same two programs over JDK sockets on the loopback device and over connections of a world, in
 * two blocking nodes: both see the same. The table in docs/connections.md says what is compared.
 */
final class SocketsSideBySideTest {
  /** A stream of numbers, as both kinds of connections can carry it. */
  private interface Stream {
    void write(int number) throws IOException;

    /** The next number, {@code "end"} or {@code "reset"}. */
    Object read() throws IOException, InterruptedException;

    void shutdownOutput() throws IOException;

    void close() throws IOException;

    /** The process dies, here and now. */
    void die() throws Exception;
  }

  @FunctionalInterface
  private interface Side {
    void talk(Stream stream, List<Object> log) throws Exception;
  }

  private record Heard(List<Object> client, List<Object> server) {}

  // --- over the loopback device ---

  private static final int CHUNK = 64 * 1024;

  private record Sockets(Socket socket, DataInputStream in, DataOutputStream out)
      implements Stream {
    static Sockets over(Socket socket) throws IOException {
      return new Sockets(
          socket,
          new DataInputStream(socket.getInputStream()),
          new DataOutputStream(socket.getOutputStream()));
    }

    @Override
    public void write(int number) throws IOException {
      byte[] chunk = new byte[CHUNK];
      chunk[0] = (byte) (number >>> 8);
      chunk[1] = (byte) number;
      out.write(chunk);
    }

    @Override
    public Object read() throws IOException {
      byte[] chunk = new byte[CHUNK];
      try {
        in.readFully(chunk);
        return (chunk[0] & 0xFF) << 8 | chunk[1] & 0xFF;
      } catch (EOFException e) {
        return "end";
      } catch (SocketException e) {
        return "reset";
      }
    }

    @Override
    public void shutdownOutput() throws IOException {
      socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    @Override
    public void die() throws IOException {
      // What the operating system does for a process with unread or unsent data.
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private static Heard overSockets(Side client, Side server) throws Exception {
    Heard heard = new Heard(new ArrayList<>(), new ArrayList<>());
    try (ServerSocket listening = new ServerSocket()) {
      listening.setReceiveBufferSize(CHUNK);
      listening.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      CompletableFuture<Void> serving =
          CompletableFuture.runAsync(
              () -> {
                try (Socket socket = listening.accept()) {
                  server.talk(Sockets.over(socket), heard.server);
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              },
              run -> Thread.ofPlatform().daemon().start(run));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort())) {
        client.talk(Sockets.over(socket), heard.client);
        serving.get(60, TimeUnit.SECONDS);
      }
    }
    return heard;
  }

  // --- in a world ---

  private record Channels(Channel channel, World world) implements Stream {
    @Override
    public void write(int number) {
      channel.send(number);
    }

    @Override
    public Object read() throws InterruptedException {
      @Nullable Object message = channel.receive();
      if (message != null) {
        return message;
      }
      CloseReason reason = channel.reason();
      return reason == null || reason == CloseReason.CLOSED ? "end" : "reset";
    }

    @Override
    public void shutdownOutput() {
      channel.shutdownOutput();
    }

    @Override
    public void close() {
      channel.close();
    }

    @Override
    public void die() throws InterruptedException {
      // The script crashes it.
      Thread.sleep(Duration.ofDays(1));
    }
  }

  private static Heard inAWorld(Side client, Side server) {
    Heard heard = new Heard(new ArrayList<>(), new ArrayList<>());
    World world =
        new World(
            new QuietAdversary(1) {
              @Override
              public long choose(Decision kind, long subject, long ordinal, long bound) {
                return kind == Decision.MACHINE_LIVES
                    ? 1
                    : super.choose(kind, subject, ordinal, bound);
              }
            },
            WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(60)));
    world.model(SystemModel.asynchronous().crashStop(1));
    world.blockingNode(
        "server",
        env -> {
          Channel channel = env.accept();
          server.talk(new Channels(channel, world), heard.server);
          channel.close();
        });
    world.blockingNode(
        "client",
        env -> {
          // A server that is not up yet does not answer at all.
          Thread.sleep(10);
          Channel channel = env.connect(env.address("server"));
          client.talk(new Channels(channel, world), heard.client);
          channel.close();
        });
    world.fault(Duration.ofSeconds(30), new Fault.Crash("server", Fault.FOREVER));
    WorldResult result = world.run();
    assertThat(result.violation()).isNull();
    return heard;
  }

  private static void same(Heard expected, Side client, Side server) throws Exception {
    assertThat(overSockets(client, server)).as("over sockets").isEqualTo(expected);
    assertThat(inAWorld(client, server)).as("in a world").isEqualTo(expected);
  }

  private static void readAll(Stream stream, List<Object> log) throws Exception {
    Object read;
    do {
      read = stream.read();
      log.add(read);
    } while (read instanceof Integer);
  }

  @Test
  void what_was_written_before_a_close_is_read_before_the_end() throws Exception {
    same(
        new Heard(List.of(), List.of(1, 2, 3, "end")),
        (stream, log) -> {
          stream.write(1);
          stream.write(2);
          stream.write(3);
          stream.close();
        },
        SocketsSideBySideTest::readAll);
  }

  @Test
  void a_half_closed_stream_still_brings_the_answer() throws Exception {
    same(
        new Heard(List.of(3, "end"), List.of(1, 2, "end")),
        (stream, log) -> {
          stream.write(1);
          stream.write(2);
          stream.shutdownOutput();
          readAll(stream, log);
        },
        (stream, log) -> {
          readAll(stream, log);
          stream.write((Integer) log.get(0) + (Integer) log.get(1));
          stream.close();
        });
  }

  @Test
  void a_process_that_dies_resets_the_stream() throws Exception {
    same(
        new Heard(List.of("reset"), List.of(1)),
        (stream, log) -> {
          stream.write(1);
          log.add(stream.read());
        },
        (stream, log) -> {
          log.add(stream.read());
          stream.die();
        });
  }

  @Test
  void a_writer_waits_for_a_reader_that_does_not_read() throws Exception {
    int messages = 1_000;
    AtomicInteger written = new AtomicInteger();
    List<Boolean> stood = new ArrayList<>();
    Side writer =
        (stream, log) -> {
          for (int i = 0; i < messages; i++) {
            stream.write(i);
            written.incrementAndGet();
          }
          stream.close();
        };
    Side reader =
        (stream, log) -> {
          int before = -1;
          while (before != written.get()) {
            before = written.get();
            Thread.sleep(100);
          }
          stood.add(written.get() < messages);
          readAll(stream, log);
          log.subList(1, log.size() - 1).clear();
        };

    same(
        new Heard(List.of(), List.of(0, "end")),
        writer,
        (stream, log) -> {
          written.set(0);
          reader.talk(stream, log);
        });

    assertThat(stood).containsExactly(true, true);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    List<Class<?>> thrown = new ArrayList<>();
    try (Socket never = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(never).isNull();
    } catch (ConnectException e) {
      thrown.add(e.getClass());
    }
    World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
    world.blockingNode("server", env -> env.receive());
    world.blockingNode(
        "client",
        env -> {
          Thread.sleep(10);
          try {
            env.connect(env.address("server"));
          } catch (ConnectException e) {
            thrown.add(e.getClass());
          }
        });
    assertThat(world.run().violation()).isNull();

    assertThat(thrown).containsExactly(ConnectException.class, ConnectException.class);
  }
}
