package dev.faultline.cli.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.sim.base.ModelException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Issue 23: lines that programs of a topology print. */
final class PrintedTest {
  /** A repeated group takes stack for each character, which is no error of the program's. */
  @Test
  void a_line_that_an_expression_has_no_stack_for_is_told_to_the_world_and_not_to_the_program() {
    Printed printed = new Printed(new Rule.Lines(Pattern.compile("^(a|b)*c"), List.of()));
    printed.line("bank", "aac");
    assertThat(printed.read().different()).isEqualTo(1);

    printed.line("bank", "ab".repeat(1_000_000));

    assertThatThrownBy(printed::read)
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("the expression '^(a|b)*c' needs more stack")
        .hasMessageContaining("a line of 2000000 characters that node 'bank' prints");
  }
}
