package dev.faultline.disk.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultRulesTest {
  private static FaultRule one(String text) {
    List<FaultRule> rules = FaultRules.parse(text);
    assertThat(rules).hasSize(1);
    return rules.getFirst();
  }

  @Test
  void a_rule_says_what_happens_to_which_call_and_when() {
    FaultRule rule =
        one(
            "\n  # the third write\nfail write,fsync errno=ENOSPC path=\"/a b/**\" offset=512..1023"
                + " nth=3,5.. probability=25% after=full times=2 # once\n");
    assertThat(rule.line()).isEqualTo(3);
    assertThat(rule.effect()).isEqualTo(new Effect.Fail(Errno.ENOSPC));
    assertThat(rule.calls()).isEqualTo(EnumSet.of(FileCall.WRITE, FileCall.FSYNC));
    assertThat(rule.path()).isNotNull().matches(path -> path.matches("/a b/c/d"));
    assertThat(rule.offsets()).hasToString("512..1023");
    assertThat(rule.occurrences()).hasToString("3,5..");
    assertThat(rule.probability()).isEqualTo(0.25);
    assertThat(rule.trigger()).isEqualTo("full");
    assertThat(rule.most()).isEqualTo(2);
  }

  @Test
  void every_effect_has_its_form() {
    assertThat(one("fail all errno=7..54").effect()).isEqualTo(new Effect.FailAny(7, 54));
    assertThat(one("short read bytes=3").effect()).isEqualTo(new Effect.Short(3, 1));
    assertThat(one("short write share=0.5").effect()).isEqualTo(new Effect.Short(0, 0.5));
    assertThat(one("delay fsync time=1.5ms").effect())
        .isEqualTo(new Effect.Delay(new DelayTime.Fixed(1_500_000)));
    assertThat(one("delay all time=1us..2us").effect())
        .isEqualTo(new Effect.Delay(new DelayTime.Uniform(1_000, 2_000)));
    assertThat(one("delay all time=normal(1us,2us)").effect())
        .isEqualTo(new Effect.Delay(new DelayTime.Normal(1_000, 2_000)));
    assertThat(one("delay all time=exponential(1us)").effect())
        .isEqualTo(new Effect.Delay(new DelayTime.Exponential(1_000)));
    assertThat(one("delay all time=pareto(1us,1.5)").effect())
        .isEqualTo(new Effect.Delay(new DelayTime.Pareto(1_000, 1.5)));
    assertThat(one("hang fsync").effect()).isEqualTo(new Effect.Hang());
    assertThat(one("flip read bits=2").effect()).isEqualTo(new Effect.FlipOnRead(2));
    assertThat(one("rot open").effect()).isEqualTo(new Effect.FlipAtRest(1));
    assertThat(one("lost").effect()).isEqualTo(new Effect.Lost());
    assertThat(one("misdirect by=-4KiB").effect()).isEqualTo(new Effect.Misdirected(-4096));
    assertThat(one("stale write").effect()).isEqualTo(new Effect.Stale());
    assertThat(one("latent").calls()).isEqualTo(EnumSet.of(FileCall.READ));
    assertThat(one("quota bytes=1MiB").effect())
        .isEqualTo(new Effect.Quota(1 << 20, Errno.ENOSPC, false));
    assertThat(one("quota bytes=1 at=sync errno=EDQUOT").effect())
        .isEqualTo(new Effect.Quota(1, Errno.EDQUOT, true));
    assertThat(one("read-only fsync").effect()).isEqualTo(new Effect.ReadOnly());
    assertThat(one("shutdown write").effect()).isEqualTo(new Effect.Shutdown());
    assertThat(one("sync-failure").effect()).isEqualTo(new Effect.SyncFailure(Errno.EIO, null));
    assertThat(one("sync-failure aftermath=btrfs").effect())
        .isEqualTo(new Effect.SyncFailure(Errno.EIO, Aftermath.REVERTED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fail write errno=EWHAT     | errno: unknown errno EWHAT; give a name of Linux
          fail write errno=0         | errno: unknown errno 0
          fail write                 | errno: missing
          fail errno=EIO             | calls: fail needs to know which calls
          fail wrte errno=EIO        | calls: unknown call wrte; there are: lookup getattr
          explode write              | effect: unknown effect explode; there are fail,
          fail write errno=EIO nht=3 | nht: unknown field of fail
          fail write errno=EIO nth=0 | nth: the first is 1, not 0
          fail write errno=EIO nth=5..3 | nth: expected numbers and ranges
          fail write errno=EIO nth=99999999999999999999 | nth: expected numbers and ranges
          fail write errno=EIO probability=2 | probability: expected a share above 0 and up to 1
          fail write errno=EIO errno=EIO | errno: given twice
          fail write errno=EIO now   | text: expected field=value, not "now"
          fail write errno=EIO path=[a | path: a [ without a ] in [a
          fail write errno=EIO path={a,b | path: a { without a } in {a,b
          fail write errno=EIO path= | path: a glob needs a character
          fail write errno=EIO regex=( | regex: no regular expression: Unclosed group
          fail write errno=EIO path=a regex=a | regex: path and regex are two ways
          fail write errno=9..2      | errno: the range ends before it begins
          fail writeback errno=EIO   | calls: fail cannot strike writeback
          flip write                 | calls: flip cannot strike write
          short read                 | bytes: a short read or write needs bytes=N or share=F
          short read bytes=0         | bytes: expected at least 1, not 0
          delay read time=fast       | time: expected a time such as 5ms
          delay read time=normal(1ms) | time: expected a time such as 5ms
          delay read time=0.1ns      | time: 0.1ns is not a whole number of nanoseconds
          misdirect by=0             | by: by=0 is the right place, expected another distance
          quota bytes=1PB            | bytes: expected a number such as 4096 or 64KiB
          quota bytes=1 at=night     | at: expected write or sync, not "night"
          sync-failure aftermath=zfs | aftermath: expected clean, late, reverted, retried or a profile
          """)
  void a_mistake_is_told_with_its_line_and_field(String rule, String told) {
    assertThatThrownBy(() -> FaultRules.parse("hang read\n" + rule))
        .isInstanceOf(FaultSyntaxException.class)
        .hasMessageStartingWith("line 2, " + told)
        .hasMessageNotContaining("\n");
  }

  @Test
  void a_quotation_mark_that_is_not_closed_is_told() {
    assertThatThrownBy(() -> FaultRules.parse("hang read path=\"/a"))
        .hasMessage("line 1, text: a quotation mark that is not closed");
  }

  @ParameterizedTest
  @CsvSource({
    "*.log,/a/b.log,true",
    "*.log,/b.log,true",
    "*.log,/b.log/c,false",
    "/db/*,/db/a,true",
    "/db/*,/db/a/b,false",
    "db/*,/db/a,true",
    "/db/**,/db/a/b,true",
    "/db/**/x,/db/x,true",
    "/db/**/x,/db/a/b/x,true",
    "/db/**/x,/db/yx,false",
    "wal.?,/wal.1,true",
    "wal.?,/wal.12,false",
    "wal.[0-9],/wal.7,true",
    "wal.[!0-9],/wal.7,false",
    "wal.[!0-9],/wal.a,true",
    "/a[!b]c,/a/c,false",
    "'{wal,log}.*',/log.1,true",
    "'{wal,log}.*',/lag.1,false",
    "a+b(1).txt,/a+b(1).txt,true"
  })
  void globs_mean_what_they_mean_in_a_shell(String glob, String path, boolean matches) {
    assertThat(PathPattern.glob(glob).matches(path)).isEqualTo(matches);
  }

  @Test
  void errors_have_the_names_numbers_and_texts_of_linux() {
    assertThat(Errno.named("EIO").number()).isEqualTo(5);
    assertThat(Errno.named("122")).isEqualTo(Errno.EDQUOT);
    assertThat(Errno.named("EWOULDBLOCK")).isEqualTo(Errno.EAGAIN);
    assertThat(Errno.named("ENOTSUP").text()).isEqualTo("Operation not supported");
    assertThat(Errno.values()).hasSizeGreaterThan(130).doesNotHaveDuplicates();
  }
}
