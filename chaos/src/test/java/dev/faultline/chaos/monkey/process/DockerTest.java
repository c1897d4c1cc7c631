package dev.faultline.chaos.monkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that answers as the Engine API describes, and keeps what it was asked. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class DockerTest {
  private static final String ID = "4fa6e0f0c678".repeat(5) + "abcd";
  private static final String LIST =
      "/containers/json?filters=%7B%22name%22%3A%5B%22%5E%2Fshop-1%24%22%5D%2C%22status%22%3A%5B%22running%22%5D%7D";

  @TempDir private Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private ServerSocketChannel daemon;

  @BeforeEach
  void listen() throws IOException {
    daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    daemon.bind(UnixDomainSocketAddress.of(folder.resolve("docker.sock")));
    Thread.startVirtualThread(() -> {
      try {
        while (true) {
          serve(daemon.accept());
        }
      } catch (IOException e) {
        // The test is over.
        assert e != null;
      }
    });
  }

  @AfterEach
  void close() throws IOException {
    daemon.close();
  }

  private void serve(SocketChannel client) throws IOException {
    try (client) {
      ByteBuffer in = ByteBuffer.allocate(10_000);
      String request = "";
      while (!request.endsWith("\r\n\r\n") && client.read(in) >= 0) {
        request = new String(in.array(), 0, in.position(), StandardCharsets.US_ASCII);
      }
      asked.add(request);
      String answer =
          answers.getOrDefault(
              request.split(" ", 3)[1],
              "HTTP/1.1 404 Not Found\r\n"
                  + "Content-Type: application/json\r\n\r\n"
                  + "{\"message\":\"page not found\"}");
      ByteBuffer out = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
      while (out.hasRemaining()) {
        client.write(out);
      }
    }
  }

  private static String ok(String json) {
    return "HTTP/1.1 200 OK\r\nApi-Version: 1.47\r\nContent-Type: application/json\r\n\r\n" + json;
  }

  private void answerContainer(int pid, boolean running) {
    answers.put(
        "/containers/" + ID + "/json",
        ok(
            "{\"Id\":\"%s\",\"State\":{\"Status\":\"x\",\"Running\":%s,\"Paused\":false,\"Pid\":%d}}"
                .formatted(ID, running, pid)));
  }

  private Finder finder(String text) {
    return Finder.parse(
        text, folder, Map.of("DOCKER_HOST", "unix://" + folder.resolve("docker.sock")));
  }

  private Procfs fake(int pid, String cgroup) throws IOException {
    Path process = Files.createDirectories(folder.resolve("proc").resolve(Integer.toString(pid)));
    Files.writeString(
        process.resolve("stat"), pid + " (server) S 1" + " 0".repeat(17) + " 4711 0 0\n");
    Files.writeString(process.resolve("cmdline"), "server\0");
    Files.writeString(process.resolve("cgroup"), cgroup);
    return new Procfs(folder.resolve("proc"));
  }

  @Test
  void a_container_is_its_main_process() throws IOException {
    answers.put(
        LIST, ok("[{\"Id\":\"" + ID + "\",\"Names\":[\"/shop-1\"],\"State\":\"running\"}]"));
    answerContainer(77, true);
    Procfs procfs = fake(77, "0::/system.slice/docker-" + ID + ".scope\n");
    Finder finder = finder("docker shop-1");
    List<ProcessView> found = finder.find(procfs);
    assertThat(found).singleElement().extracting(view -> view.id().pid()).isEqualTo(77);
    assertThat(asked)
        .containsExactly(
            "GET " + LIST + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n",
            "GET /containers/"
                + ID
                + "/json HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n");
    assertThat(finder.slot(found.getFirst())).isEqualTo("docker shop-1");
  }

  @Test
  void labels_find_several_and_answers_may_come_in_chunks() throws IOException {
    String list = "[{\"Id\":\"" + ID + "\"}]";
    answers.put(
        "/containers/json?filters=%7B%22label%22%3A%5B%22app%3Dshop%22%5D%2C%22status%22%3A%5B%22running%22%5D%7D",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n"
            + list.substring(0, 5)
            + "\r\n"
            + Integer.toHexString(list.length() - 5)
            + "\r\n"
            + list.substring(5)
            + "\r\n0\r\n\r\n");
    answerContainer(78, true);
    Procfs procfs = fake(78, "12:cpu:/docker/" + ID + "\n");
    assertThat(finder("docker-label app=shop").find(procfs)).hasSize(1);
  }

  @Test
  void a_pid_that_is_in_no_cgroup_of_the_container_is_somebody_elses() throws IOException {
    answers.put(LIST, ok("[{\"Id\":\"" + ID + "\"}]"));
    answerContainer(79, true);
    Procfs procfs = fake(79, "0::/user.slice\n");
    assertThatThrownBy(() -> finder("docker shop-1").find(procfs))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is pid 79, which is in no cgroup of it");
  }

  @Test
  void one_that_has_ended_meanwhile_is_nobody() throws IOException {
    answers.put(LIST, ok("[{\"Id\":\"" + ID + "\"}]"));
    answerContainer(0, false);
    assertThat(finder("docker shop-1").find(fake(80, "0::/\n"))).isEmpty();
    answers.put(LIST, ok("[]"));
    assertThat(finder("docker shop-1").find(fake(80, "0::/\n"))).isEmpty();
  }

  @Test
  void what_docker_refuses_or_does_not_say_is_an_error() throws IOException {
    Procfs procfs = fake(81, "0::/\n");
    assertThatThrownBy(() -> finder("docker shop-1").find(procfs))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("with 404: {\"message\":\"page not found\"}");
    for (String nonsense :
        List.of(ok("{}"), ok("[{}]"), ok("no json ["), "SSH-2.0\r\n", ok("[1]"))) {
      answers.put(LIST, nonsense);
      assertThatThrownBy(() -> finder("docker shop-1").find(procfs))
          .isInstanceOf(IOException.class);
    }
    daemon.close();
    assertThatThrownBy(() -> finder("docker shop-1").find(procfs))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Docker cannot be asked at " + folder.resolve("docker.sock"));
  }

  @Test
  void a_daemon_of_another_machine_and_names_that_are_none_are_refused() {
    assertThatThrownBy(() ->
            Finder.parse("docker shop", folder, Map.of("DOCKER_HOST", "tcp://10.0.0.1:2375"))
                .find(Procfs.ofMachine()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("only containers of this machine");
    for (String text : List.of("docker a b", "docker ../x", "docker-label =x", "docker")) {
      assertThatThrownBy(() -> finder(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("finds no process");
    }
  }
}
