package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  @TempDir private Path folder;

  @Test
  void a_key_file_is_its_owners_and_gives_the_key_back() throws IOException {
    Path file = folder.resolve("key");
    PrivateKey key = PrivateKey.generate();
    key.write(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PrivateKey.read(file).publicKey()).isEqualTo(key.publicKey());
    assertThat(PublicKey.of(key.publicKey().toString())).isEqualTo(key.publicKey());
    assertThat(key.toString()).doesNotContain(Files.readString(file).strip().substring(30));
  }

  /** Allowed, such a key would end the driver that begins a handshake with it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_point_of_small_order_is_no_key(int first) {
    byte[] point = new byte[PublicKey.BYTES];
    point[0] = (byte) first;
    String text = Base64.getEncoder().encodeToString(point);
    assertThatThrownBy(() -> PublicKey.of(text))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("its order is small");
  }

  @Test
  void a_key_is_never_overwritten() {
    Path file = folder.resolve("key");
    PrivateKey.generate().write(file);
    assertThatThrownBy(() -> SharedKey.generate().write(file))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining(file + " exists");
  }

  @Test
  void a_file_that_others_can_read_is_refused() throws IOException {
    Path file = folder.resolve("key");
    SharedKey.generate().write(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> SharedKey.read(file))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("rw-r-----")
        .hasMessageContaining("chmod 600");
  }

  @Test
  void a_file_of_another_kind_is_named_with_what_was_expected() throws IOException {
    Path shared = folder.resolve("shared");
    SharedKey.generate().write(shared);
    for (String text :
        List.of("", "nonsense", "faultline-private-key-1:AAAA", "faultline-private-key-1:%%%")) {
      Path file = folder.resolve("wrong");
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text);
      assertThatThrownBy(() -> PrivateKey.read(file))
          .isInstanceOf(KeyException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("expected one line, 'faultline-private-key-1:'");
    }
    assertThatThrownBy(() -> PrivateKey.read(shared)).isInstanceOf(KeyException.class);
    assertThatThrownBy(() -> PrivateKey.read(folder.resolve("none")))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("there is no key file")
        .hasMessageContaining("link keygen");
  }

  @Test
  void a_file_of_another_user_is_refused() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self")), "nothing tells who this process is");
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "only root can give files away");
    Path file = folder.resolve("key");
    PrivateKey.generate().write(file);
    Files.setAttribute(file, "unix:uid", 65_534);
    assertThatThrownBy(() -> PrivateKey.read(file))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("belongs to user 65534");
  }

  @Test
  void a_key_that_was_destroyed_says_so_and_is_zeros() {
    PrivateKey key = PrivateKey.generate();
    PublicKey known = key.publicKey();
    key.destroy();
    assertThatThrownBy(() -> LinkSecurity.keys(key, List.of(known)).exchange())
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("destroyed");
    assertThatThrownBy(() -> key.write(folder.resolve("key"))).isInstanceOf(KeyException.class);
    SharedKey secret = SharedKey.generate();
    secret.destroy();
    assertThatThrownBy(() -> LinkSecurity.shared(secret)).isInstanceOf(KeyException.class);
  }

  @Test
  void what_is_not_a_public_key_is_shown() {
    for (String text : List.of("", "hello", "AAAA", "?".repeat(44))) {
      assertThatThrownBy(() -> PublicKey.of(text))
          .isInstanceOf(KeyException.class)
          .hasMessageContaining("'" + text + "' is not a public key");
    }
  }

  @Test
  void somebody_has_to_be_allowed() {
    assertThatThrownBy(() -> LinkSecurity.keys(PrivateKey.generate(), List.of()))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("no peer is allowed");
  }
}
