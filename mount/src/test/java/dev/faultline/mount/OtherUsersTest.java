package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is not root finds on a mount of root's what he finds in a folder beside its source. */
@Timeout(120)
final class OtherUsersTest {
  @TempDir Path folder;
  private Path source = Path.of("");
  private Path point = Path.of("");
  private Path plain = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    assumeTrue(Client.hasOtherUsers(), "needs setpriv, of util-linux");
    source = Files.createDirectory(folder.resolve("source"));
    point = Files.createDirectory(folder.resolve("point"));
    plain = Files.createDirectory(folder.resolve("plain"));
    Client.openToAll(folder);
    Client.openToAll(source);
    Client.openToAll(plain);
  }

  /** Has root make something, then another user do something, in both folders. */
  private void assertSame(String before, String script) throws Exception {
    Client.run("sh", "-c", "cd '" + source + "' && " + before);
    Client.run("sh", "-c", "cd '" + plain + "' && " + before);
    try (MountProcess mount = MountProcess.start(source, point)) {
      String expected = Client.asOther("cd '" + plain + "' && { " + script + "; }");
      assertThat(Client.asOther("cd '" + point + "' && { " + script + "; }")).isEqualTo(expected);
      assertThat(mount.said()).isEmpty();
    }
    String list = "stat -c '%A %u %g %s %h %n' $(ls)";
    assertThat(Client.run("sh", "-c", "cd '" + source + "' && " + list))
        .isEqualTo(Client.run("sh", "-c", "cd '" + plain + "' && " + list));
  }

  @Test
  void what_is_made_belongs_to_who_makes_it() throws Exception {
    assertSame("true", "umask 027; mkdir d; echo x > f; ln -s f s; mkfifo p; ln f h; stat -c %u *");
  }

  @Test
  void who_may_not_is_refused() throws Exception {
    assertSame(
        "mkdir d; echo x > f; chmod 700 d; chmod 600 f",
        "cat f; echo y >> f; touch d/x; ls d; mkdir d/e; chmod 777 f; chown 1000 f; touch f");
  }

  @Test
  void a_group_of_his_lets_him_make_files() throws Exception {
    assertSame(
        "mkdir d s; chgrp 2000 d s; chmod 775 d; chmod 2775 s",
        "mkdir d/e s/e; echo x > d/f; echo x > s/f; ln -s f d/l; mkfifo d/p;"
            + " stat -c '%A %u %g %n' d/* s/*");
  }

  @Test
  void truncating_takes_set_user_and_set_group_away() throws Exception {
    String before = "for f in a b c d e g h; do echo xxxx > $f; chmod 6777 $f; done; chmod 6767 g";
    assertSame(
        before,
        "truncate -s 1 a; : > b; echo y >> c; fallocate -l 9 d; fallocate -l 8192 e; : > g;"
            + " dd if=/dev/zero of=h bs=1 count=1 conv=notrunc status=none; stat -c '%A %n' *");
  }
}
