package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 11, fault 7: what a target asks too much of is told as that, and not as Faultline's. */
final class ErrorsOfTheJvmTest {
  @TempDir Path temporary;

  private Run explore(String error) {
    return Run.faultline(
        "explore",
        "com.example.Hungry",
        "--worlds",
        "2",
        "--set",
        "error=" + error,
        "--out",
        temporary.resolve("out").toString());
  }

  @Test
  void memory_that_ran_out_in_an_action_is_no_bug_of_faultline() {
    Run run = explore("memory");

    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE.number());
    assertThat(run.err())
        .startsWith("faultline: memory ran out, which is not a finding; ")
        .contains("FAULTLINE_JAVA_OPTS=-Xmx4g")
        .contains("at com.example.Hungry.tooMuch(")
        .doesNotContain("bug in Faultline");
  }

  @Test
  void an_internal_error_of_the_jvm_is_no_bug_of_faultline() {
    Run run = explore("internal");

    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE.number());
    assertThat(run.err())
        .startsWith("faultline: the JVM reports an error of its own, or the target threw one")
        .contains("at com.example.Hungry.internal(")
        .doesNotContain("bug in Faultline");
  }

  @Test
  void a_class_that_is_missing_in_an_action_is_a_finding() {
    Run run = explore("missing");

    assertThat(run.exitCode()).isEqualTo(ExitCode.VIOLATION.number());
    assertThat(run.out())
        .contains("VIOLATED  the program does not throw")
        .contains("java.lang.NoClassDefFoundError: com/acme/Gone");
  }
}
