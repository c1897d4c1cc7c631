package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys on the command line. */
class LinkKeysTest {
  @TempDir private Path folder;

  /** A 'link echo' that runs until it is closed. */
  private static final class Echo implements AutoCloseable {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Thread thread;
    final String address;

    Echo(String... options) throws InterruptedException {
      CountDownLatch listening = new CountDownLatch(1);
      PrintWriter writer =
          new PrintWriter(out) {
            @Override
            public PrintWriter printf(String format, Object... args) {
              super.printf(format, args);
              listening.countDown();
              return this;
            }
          };
      Terminal terminal =
          new Terminal(
              writer, new PrintWriter(err, true), false, false, Map.of(), Terminal.DEFAULT_COMMAND);
      String[] all =
          Stream.concat(Stream.of("link", "echo", "127.0.0.1:0"), Stream.of(options))
              .toArray(String[]::new);
      thread =
          new Thread(() -> {
            Main.run(terminal, all);
            listening.countDown();
          });
      thread.start();
      listening.await();
      assertThat(out.toString()).as(err.toString()).contains("listening at");
      address = out.toString().split(" ")[2];
    }

    /** What has been said on the standard error, after the echo has ended. */
    String said() throws InterruptedException {
      close();
      return err.toString();
    }

    @Override
    public void close() throws InterruptedException {
      thread.interrupt();
      thread.join();
    }
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Makes a key and returns its public half. */
  private String keygen(String name) {
    Run run = Run.faultline("link", "keygen", path(name));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out().strip();
  }

  @Test
  void a_key_file_is_private_and_its_public_key_is_printed() throws IOException {
    String publicKey = keygen("own");
    assertThat(publicKey).hasSize(44);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("own"))))
        .isEqualTo("rw-------");
    Run again = Run.faultline("link", "keygen", path("own"));
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("exists");
  }

  @Test
  void ends_that_know_each_others_keys_speak() throws Exception {
    String shop = keygen("shop");
    Files.writeString(folder.resolve("bank.pub"), keygen("bank") + "\n");
    try (Echo echo = new Echo("--key", path("bank"), "--peer-key", shop)) {
      Run run =
          Run.faultline(
              "link",
              "ping",
              echo.address,
              "--timeout",
              "30s",
              "--count",
              "3",
              "--key",
              path("shop"),
              "--peer-key",
              path("bank.pub"));
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).contains("message 3:");
    }
  }

  @Test
  void ends_that_share_a_secret_speak_and_plain_ones_are_not_heard() throws Exception {
    assertThat(Run.faultline("link", "keygen", "--shared", path("secret")).exitCode()).isZero();
    try (Echo echo = new Echo("--shared-key", path("secret"))) {
      Run run =
          Run.faultline(
              "link", "ping", echo.address, "--timeout", "30s", "--shared-key", path("secret"));
      assertThat(run.exitCode()).as(run.err()).isZero();
      Run plain = Run.faultline("link", "ping", echo.address, "--timeout", "500ms");
      assertThat(plain.exitCode()).isEqualTo(1);
      assertThat(plain.err()).contains("no answer within 500 ms");
    }
  }

  @Test
  void a_peer_that_is_not_allowed_is_named_where_it_is_refused() throws Exception {
    String shop = keygen("shop");
    String bank = keygen("bank");
    String other = keygen("other");
    try (Echo echo = new Echo("--key", path("bank"), "--peer-key", other)) {
      Run run =
          Run.faultline(
              "link",
              "ping",
              echo.address,
              "--timeout",
              "2s",
              "--key",
              path("shop"),
              "--peer-key",
              bank);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("does it expect this key and have that one?");
      assertThat(echo.said()).contains("key is not allowed; '--peer-key " + shop + "' would allow");
    }
  }

  @Test
  void a_peer_that_expects_another_key_is_told_of() throws Exception {
    String shop = keygen("shop");
    keygen("bank");
    try (Echo echo = new Echo("--key", path("bank"), "--peer-key", shop)) {
      Run run =
          Run.faultline(
              "link",
              "ping",
              echo.address,
              "--timeout",
              "2s",
              "--key",
              path("shop"),
              "--peer-key",
              shop);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(echo.said()).contains("was not made for this side's key");
    }
  }

  @Test
  void options_that_do_not_fit_together_are_a_mistake() throws IOException {
    String shop = keygen("shop");
    mistake("--key is given without --peer-key", "--key", path("shop"));
    mistake("--peer-key is given without --key", "--peer-key", shop);
    mistake(
        "expected a shared key, or keys of both sides",
        "--shared-key",
        path("shop"),
        "--key",
        path("shop"));
    mistake("there is no key file " + path("none"), "--shared-key", path("none"));
    mistake(
        "is not such a key file; expected one line, 'faultline-shared-key-1:'",
        "--shared-key",
        path("shop"));
    mistake("'hello' is not a public key", "--key", path("shop"), "--peer-key", "hello");
    Files.writeString(folder.resolve("text"), "hello");
    mistake("holds no public key", "--key", path("shop"), "--peer-key", path("text"));
    mistake("names 2 keys", "--key", path("shop"), "--peer-key", shop + "," + keygen("bank"));
  }

  private static void mistake(String message, String... options) {
    String[] all =
        Stream.concat(Stream.of("link", "ping", "127.0.0.1:9"), Stream.of(options))
            .toArray(String[]::new);
    Run run = Run.faultline(all);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains(message);
  }
}
