package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DiskConvertCommandTest {
  @TempDir Path folder;

  private Run convert(String tool, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("in"), text);
    return Run.faultline("disk", "convert", "--from", tool, file.toString());
  }

  @Test
  void all_methods_of_charybdefs_have_a_call_or_are_named() throws IOException {
    Run run =
        convert("charybdefs", "client.set_all_fault(False, errno.EIO, 0, \"\", False, 0, False)");
    assertThat(run.outLines())
        .containsExactly(
            "# left out, since the kernel answers it itself: access, lock, bmap, ioctl, poll,"
                + " flock",
            "fail getattr,readlink,mknod,mkdir,unlink,rmdir,symlink,rename,link,chmod,chown,"
                + "truncate,open,read,write,statfs,flush,release,fsync,setxattr,getxattr,"
                + "listxattr,removexattr,opendir,readdir,releasedir,fsyncdir,create,fallocate"
                + " errno=EIO");
  }

  /** The recipes, one a line. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      quoteCharacter = '`',
      value = {
        "['write'], False, errno.ENOSPC, 0, \"\", False, 0, False -> fail write errno=ENOSPC",
        "['write'], False, errno.EDQUOT, 0, \"\", False, 0, False -> fail write errno=EDQUOT",
        "['read'], False, 0, 0, \"\", False, 50000, False -> delay read time=50000us",
        "['read'], False, 0, 0, \"\", False, 50000, True -> # nothing happens to read",
        "['read', 'read_buf', 'write', 'write_buf'], True, 0, 0, '', False, 0, False"
            + " -> fail read,write errno=E2BIG..EXFULL",
        "['read'], True, 0, 1000, '', False, 0, False"
            + " -> fail read errno=E2BIG..EXFULL probability=0.01",
        "['open'], True, 0, 100000, '.*sendmail.cf', False, 0, False"
            + " -> fail open errno=E2BIG..EXFULL \"regex=.*sendmail.cf\"",
        "['fsync'], False, 5, 0, '', True, 0, False -> kill fsync",
        "['ftruncate', 'fgetattr'], False, 28, 0, '', False, 0, False"
            + " -> fail truncate,getattr errno=ENOSPC",
      })
  void each_parameter_of_charybdefs_has_a_field(String arguments, String rule) throws IOException {
    assertThat(convert("charybdefs", "client.set_fault(" + arguments + ")").outLines())
        .containsExactly(rule);
  }

  @Test
  void a_later_fault_of_a_method_takes_the_place_of_an_earlier() throws IOException {
    Run run =
        convert(
            "charybdefs",
            """
            # the broken drive, and what comes then
            client.set_fault(['read', 'write'], False, errno.EIO, 100, "", False, 100000, False)
            client.set_fault(['write'], False, errno.ENOSPC, 0, "", False, 0, False)
            client.set_fault(['mkdir'], False, errno.EIO, 0, "", False, 0, False)
            client.clear_fault('mkdir')
            client.get_methods()
            """);
    assertThat(run.outLines())
        .containsExactly(
            "# one draw there, one for each rule here",
            "delay read time=100000us probability=0.001",
            "fail read errno=EIO probability=0.001",
            "fail write errno=ENOSPC");
    assertThat(
            convert(
                    "charybdefs",
                    "set_all_fault(True, 0, 0, '', False, 0, False)\nclear_all_faults()")
                .out())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      quoteCharacter = '`',
      value = {
        "lazyfs::clear-cache -> # ./faultline disk crash MOUNTPOINT --profile all-unsynced-lost",
        "lazyfs::cache-checkpoint -> # ./faultline disk checkpoint MOUNTPOINT",
        "lazyfs::display-cache-usage -> # ./faultline disk unsynced MOUNTPOINT",
        "lazyfs::unsynced-data-report -> # ./faultline disk unsynced MOUNTPOINT",
        "lazyfs::help -> # ./faultline disk --help",
        "lazyfs::crash::timing=before::op=unlink::from_rgx=wal"
            + " -> crash unlink when=before \"regex=.*(?:wal).*\" times=1",
        "lazyfs::crash::timing=after::op=rename::from_rgx=a::to_rgx=b"
            + " -> crash rename when=after \"regex=.*(?:a|b).*\" times=1",
        "lazyfs::torn-op::file=/f[1]::persist=1,3::parts=3"
            + " -> torn write \"path=/f[[]1]\" nth=1 parts=3 keep=1,3",
        "lazyfs::torn-op::file=f::persist=2::parts_bytes=4096,512"
            + " -> torn write \"path=f\" nth=1 sizes=4096,512 keep=2",
        "lazyfs::torn-seq::op=write::file=f::persist=1,4"
            + " -> torn-group write \"path=f\" group=1 keep=1,4",
      })
  void each_command_of_lazyfs_has_a_command_or_rule(String command, String rule)
      throws IOException {
    assertThat(convert("lazyfs", command).outLines()).containsExactly(rule);
  }

  @Test
  void a_configuration_of_lazyfs_is_rules() throws IOException {
    Run run =
        convert(
            "lazyfs",
            """
            [faults]
            fifo_path="/tmp/faults.fifo" # its pipe
            [cache]
            apply_eviction=false
            [cache.simple]
            custom_size="0.5GB"
            blocks_per_page=1
            [filesystem]
            log_all_operations=false
            [[injection]]
            type="torn-seq"
            op="write"
            file="output.txt"
            persist=[1,4]
            occurrence=2
            [[injection]]
            type="torn-op"
            file="/db/log"
            occurrence=5
            parts_bytes=[4096,3600]
            persist=[1]
            [[injection]]
            type="clear-cache"
            timing="before"
            op="rename"
            from="/a"
            to="/b"
            occurrence=3
            crash=false
            """);
    assertThat(run.outLines())
        .containsExactly(
            "# faults.fifo_path: commands are ./faultline disk crash, checkpoint, unsynced and"
                + " fault, each answered",
            "# cache.apply_eviction: nothing is held back here, so no cache has a size",
            "# cache.simple.custom_size: nothing is held back here, so no cache has a size",
            "# cache.simple.blocks_per_page: nothing is held back here, so no cache has a size",
            "# filesystem.log_all_operations: ./faultline disk unsynced and fault list say it",
            "torn-group write \"path=output.txt\" group=2 keep=1,4",
            "torn write \"path=/db/log\" nth=5 sizes=4096,3600 keep=1",
            "# its processes live on there; here they are killed",
            "crash rename when=before \"from=/a\" \"to=/b\" nth=3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      quoteCharacter = '`',
      value = {
        "charybdefs -> x -> line 1: expected a call such as set_fault(...), not x",
        "charybdefs -> client.set_fault(['seek'], False, 5, 0, '', False, 0, False)"
            + " -> line 1: unknown method seek; there are: getattr readlink",
        "charybdefs -> client.set_fault(['read'], False, 5) -> takes 8 arguments, not 3",
        "charybdefs -> client.set_fault(['read'], False, 4711, 0, '', False, 0, False)"
            + " -> line 1: unknown errno 4711",
        "charybdefs -> client.set_fault(['read'], False, 5, 0, '(', False, 0, False)"
            + " -> no regular expression",
        "lazyfs -> lazyfs::crash::timing=then::op=read -> timing is before or after, not then",
        "lazyfs -> lazyfs::crash::timing=before::op=access -> no mount sees them",
        "lazyfs -> lazyfs::crush -> unknown command crush",
        "lazyfs -> what -> line 1: expected a section, a field or lazyfs::",
        "lazyfs -> lazyfs::torn-op::file=f::persist=3::parts=2 -> there is no part 3 of 2",
        "other -> x -> --from is 'other', expected charybdefs or lazyfs",
      })
  void what_cannot_be_read_is_named(String tool, String text, String why) throws IOException {
    Run run = convert(tool, text);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(why);
    assertThat(run.out()).isEmpty();
  }
}
