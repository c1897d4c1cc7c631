package dev.faultline.chaos.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What wrong files get: one line, which names the field and the file. */
@SuppressWarnings("NullAway.Init") // JUnit's callbacks fill the fields.
class TlsFilesTest {
  @TempDir private Path folder;
  private Path certificate;
  private Path key;

  @BeforeEach
  void makeFiles() throws IOException {
    certificate = folder.resolve("a.pem");
    key = folder.resolve("a-key.pem");
    TestAuthority.create(folder).issue(List.of("a.example", "127.0.0.1"), certificate, key);
  }

  private static void load(TlsMode.Terminate terminate) throws TlsException {
    TlsEngines.load(TlsMode.terminating(terminate), "a", false);
  }

  private void assertRefused(TlsMode.Terminate terminate, String field, String text) {
    assertThatThrownBy(() -> load(terminate))
        .isInstanceOf(TlsException.class)
        .hasMessageStartingWith(field + ": ")
        .hasMessageContaining(text)
        .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("\n"));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void wrong_files_are_named() throws Exception {
    String good = certificate.toString();
    String secret = key.toString();
    load(TlsMode.Terminate.with(good, secret));
    String none = folder.resolve("none.pem").toString();
    assertRefused(
        TlsMode.Terminate.with(none, secret),
        "tls.terminate.certificate",
        "there is no file " + none);
    assertRefused(
        TlsMode.Terminate.with(secret, secret),
        "tls.terminate.certificate",
        "holds no certificate");
    assertRefused(TlsMode.Terminate.with(good, good), "tls.terminate.key", "holds no key");
    assertRefused(TlsMode.Terminate.with(good, ""), "tls.terminate.key", "belong together");
    assertRefused(
        TlsMode.Terminate.with("", secret), "tls.terminate.certificate", "belong together");
    assertRefused(
        TlsMode.Terminate.with(good, folder.resolve(TestAuthority.KEY).toString()),
        "tls.terminate.key",
        "does not belong");
    assertRefused(
        TlsMode.Terminate.with(folder.toString(), secret),
        "tls.terminate.certificate",
        "cannot be read");
    assertRefused(
        new TlsMode.Terminate(good, secret, folder.toString(), "", List.of()),
        "tls.terminate",
        "not both");
    assertRefused(new TlsMode.Terminate("", "", "", "", List.of()), "tls.terminate", "expected");
    assertRefused(
        TlsMode.Terminate.by(none), "tls.terminate.authority.certificate", "there is no file");
    assertRefused(
        TlsMode.Terminate.with(good, secret).in("TLSv9"),
        "tls.terminate.versions",
        "'TLSv9' is not a version");
    assertRefused(
        new TlsMode.Terminate(good, secret, "", none, List.of()),
        "tls.terminate.client_trust",
        "there is no file");
  }

  @Test
  void damaged_files_are_named() throws Exception {
    String text = Files.readString(certificate);
    Path cut =
        write(
            "cut.pem",
            text.replaceFirst("(?s)(BEGIN CERTIFICATE-----\n.{70}).*?(-----END)", "$1$2"));
    assertRefused(
        TlsMode.Terminate.with(cut.toString(), key.toString()),
        "tls.terminate.certificate",
        "certificate 1 in " + cut + " is damaged");
    Path keyless = write("k.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertRefused(
        TlsMode.Terminate.with(certificate.toString(), keyless.toString()),
        "tls.terminate.key",
        "is damaged");
    for (String label : List.of("RSA PRIVATE KEY", "EC PRIVATE KEY")) {
      for (String content : List.of("AAAA", "MAA=", "MIQ=", "MIT/////", "MAMCAQE=")) {
        Path old =
            write(
                "old.pem",
                "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, content));
        assertRefused(
            TlsMode.Terminate.with(certificate.toString(), old.toString()),
            "tls.terminate.key",
            "is damaged");
      }
    }
    for (String encrypted :
        List.of(
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
            "-----BEGIN RSA PRIVATE KEY-----\n"
                + "Proc-Type: 4,ENCRYPTED\n"
                + "DEK-Info: AES-256-CBC,00\n\n"
                + "AAAA\n"
                + "-----END RSA PRIVATE KEY-----\n")) {
      Path old = write("encrypted.pem", encrypted);
      assertRefused(
          TlsMode.Terminate.with(certificate.toString(), old.toString()),
          "tls.terminate.key",
          "openssl pkcs8 -topk8 -nodes");
    }
    Path huge = write("huge.pem", "x".repeat((1 << 20) + 1));
    assertRefused(
        TlsMode.Terminate.with(huge.toString(), key.toString()),
        "tls.terminate.certificate",
        "longer than 1 MiB");
  }

  @Test
  void a_name_that_no_server_can_have_is_refused() {
    TlsMode.Originate originate = new TlsMode.Originate("a b", "", true, "", "", List.of());
    assertThatThrownBy(() ->
            TlsEngines.load(
                new TlsMode(Optional.empty(), Optional.of(originate), TlsMode.NONE.routes()),
                "a",
                false))
        .hasMessage("tls.originate.server_name: 'a b' is not a name that a server can have");
  }

  @Test
  void nobody_else_may_read_a_key() throws Exception {
    assertThat(Files.getPosixFilePermissions(folder.resolve(TestAuthority.KEY))).hasSize(2);
    Path key = folder.resolve("own-key.pem");
    TestAuthority.create(folder.resolve("own")).issue(List.of("a"), folder.resolve("own.pem"), key);
    assertThat(Files.getPosixFilePermissions(key)).hasSize(2);
  }

  @Test
  void an_authority_that_cannot_be_written_leaves_what_was_there() throws IOException {
    Path secret = folder.resolve(TestAuthority.KEY);
    String before = Files.readString(secret);
    Path open = folder.resolve(TestAuthority.CERTIFICATE);
    Files.delete(open);
    Files.createDirectories(open.resolve("in the way"));
    assertThatThrownBy(() -> TestAuthority.create(folder)).isInstanceOf(IOException.class);
    assertThat(secret).content().isEqualTo(before);
    Files.delete(open.resolve("in the way"));
    Files.delete(open);
    Files.delete(secret);
    Files.createDirectories(secret.resolve("in the way"));
    assertThatThrownBy(() -> TestAuthority.create(folder)).isInstanceOf(IOException.class);
    assertThat(open).doesNotExist();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".new"))).isEmpty();
    }
  }

  /** Nobody writes into the pipe, and the device has no end: both would hold up all callers. */
  @Test
  @Timeout(30)
  void pipes_and_devices_are_no_files() throws Exception {
    Path pipe = folder.resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeThat(made.waitFor()).isZero();
    for (String file : List.of(pipe.toString(), "/dev/zero")) {
      assertRefused(
          TlsMode.Terminate.with(file, key.toString()),
          "tls.terminate.certificate",
          file + " is not a regular file");
    }
  }
}
