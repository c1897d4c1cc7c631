package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cases of what POSIX and Linux say of files, as pjdfstest has them: root and another user make the
 * same calls on a mount and on a tmpfs, and get the same answers, attributes and contents.
 */
@Timeout(120)
final class ConformanceTest {
  /** A case a line; what an earlier one made is there for the later. */
  private static final String CASES =
      """
      mkdir d && mkdir d
      mkdir missing/d
      touch f && mkdir f/d
      touch f/x
      rmdir f
      rmdir missing
      mkdir d/e && rmdir d
      rmdir d/.
      rmdir d/..
      unlink d
      unlink missing
      unlink f/x
      ln f h && stat -c %h f h
      ln f h
      ln d dl
      ln missing m
      ln f missing/x
      rm h && stat -c %h f
      ln -s loop loop; cat loop
      ln -s loop loop
      ln -s nowhere n; cat n; echo x > n && cat nowhere && rm nowhere
      readlink f
      readlink n
      ln -s "$(printf %4095s x)" long; readlink long | wc -c
      touch "$(printf %255s x)" && ls | wc -c
      touch "$(printf %256s x)"
      rm "$(printf %255s x)"
      mv missing m
      mv -T f d
      mv -T d f
      mkdir a b && mv -T a b && ls
      mkdir a && touch b/x; mv -T a b
      mv a a/in
      mv -T b d/e/b && ls d/e
      mv -T d/e/b b && rm b/x
      echo one > r && echo two > s && mv r s && cat s
      ln s t && mv s t; ls s t
      mkfifo p && stat -c '%F %a' p
      mkfifo p
      mknod c c 1 3 && stat -c '%F %t %T' c
      chmod 7777 s && stat -c %a s
      chmod 644 missing
      chmod 1777 d && stat -c %a d
      chown 7:8 s && stat -c '%u %g %a' s
      chown -h 5:6 n && stat -c '%u %g' n
      chmod 2775 b && chgrp 77 b && touch b/g && mkdir b/gd && stat -c '%g %a' b/g b/gd
      umask 077; touch um && mkdir umd && stat -c %a um umd
      touch -d '1999-12-31 23:59:59.123456789 UTC' f && stat -c '%.9Y %.9X' f
      touch -h -d '2001-01-01 UTC' n && stat -c %Y n
      touch -d '2040-01-01 UTC' f && stat -c %Y f
      truncate -s 5 f && stat -c %s f && od -c f
      truncate -s 1T f && stat -c %s f && truncate -s 0 f
      truncate -s 5 d
      truncate -s 5 missing/x
      echo abc > f && echo de >> f && cat f
      printf XY | dd of=f bs=1 seek=100 conv=notrunc status=none && stat -c %s f
      head -c 1 d
      echo x > d
      cat f/
      cat missing/../f
      cd d && cat ../f | head -1
      exec 3<> io && echo 12345 >&3 && head -c 3 io && rm io && echo 678 >&3 && cat /proc/self/fd/3
      exec 3< f && echo no >&3
      fallocate -l 10000 fa && stat -c %s fa
      fallocate -n -l 20000 fa && stat -c %s fa
      printf %9000s x > fp && fallocate -p -o 0 -l 4096 fp && od -An -tx1 -N 4 fp && stat -c %s fp
      cp --sparse=always fp fq && cmp fp fq
      ls d/../d/..
      find . -type d | sort
      flock f true && flock -n f flock -n f true
      rm -rf d && ls
      mkdir -p x/y/z && touch x/y/z/f && rm -r x && ls x
      """;

  @TempDir Path folder;
  private Path source = Path.of("");
  private Path point = Path.of("");
  private Path plain = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    assumeTrue(Client.hasOtherUsers(), "needs setpriv, of util-linux");
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(memory), "needs a tmpfs");
    plain = Files.createTempDirectory(memory, "faultline-conformance");
    source = Files.createDirectory(folder.resolve("source"));
    point = Files.createDirectory(folder.resolve("point"));
    for (Path each : List.of(folder, source, plain)) {
      Client.openToAll(each);
    }
  }

  @AfterEach
  void clean() throws Exception {
    Client.run("rm", "-rf", plain.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "another user"})
  void a_mount_answers_as_a_tmpfs_does(String who) throws Exception {
    String expected = run(who, plain);
    assertThat(expected.lines().filter(line -> line.equals("= 0")).count()).isGreaterThan(25);
    assertThat(expected.lines().filter(line -> line.equals("= 1")).count()).isGreaterThan(15);
    try (MountProcess mount = MountProcess.recording(false, "ext4-ordered", source, point)) {
      assertThat(run(who, point)).isEqualTo(expected);
      assertThat(mount.said()).isEmpty();
    }
  }

  /** Each case, what it prints, and its exit code. */
  private static String run(String who, Path at) throws Exception {
    StringBuilder script =
        new StringBuilder("export LC_ALL=C TZ=UTC; umask 022; cd '" + at + "'\n");
    for (String line : CASES.lines().toList()) {
      String quoted = "'" + line.replace("'", "'\\''") + "'";
      script.append("echo ").append(quoted).append("; sh -c ").append(quoted);
      script.append(" 2>&1; echo = $?\n");
    }
    script.append("find . -printf '%y %m %U %G %n %l %p\\n' | sort\n");
    return who.equals("root")
        ? Client.run("sh", "-c", script.toString())
        : Client.asOther(script.toString());
  }
}
