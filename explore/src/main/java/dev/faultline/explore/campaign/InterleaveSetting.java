package dev.faultline.explore.campaign;

import dev.faultline.explore.Program;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.World;
import dev.faultline.sim.setup.Interleaving;

/**
 * The setting that every scenario and world test has: where threads of blocking nodes take turns
 * inside their code. It stands in replay files like any other, so that a replay has it too.
 */
public final class InterleaveSetting {
  /** Its name, in {@code --set} as in {@code @WorldTest(set = …)}. */
  public static final String NAME = "interleave";

  private InterleaveSetting() {}

  /**
   * The program with what was asked for, in place of what it asks for itself.
   *
   * @throws UsageException when the value is none of those that there are
   */
  static Program applied(Settings settings, Program program) {
    var text = settings.universal(NAME);
    return text == null ? program : new Interleaved(interleaving(text), program);
  }

  private static Interleaving interleaving(String text) {
    try {
      return Interleaving.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "setting "
              + NAME
              + " is '"
              + text
              + "', expected none, locks, or names of packages, separated by commas",
          e);
    }
  }

  private record Interleaved(Interleaving interleaving, Program program) implements Program {
    @Override
    public void build(World world) {
      program.build(world);
      world.interleave(interleaving);
    }
  }
}
