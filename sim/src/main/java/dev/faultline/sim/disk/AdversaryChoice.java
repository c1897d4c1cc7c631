package dev.faultline.sim.disk;

import dev.faultline.disk.CrashChoice;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Operation;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.node.SimNode;
import java.util.List;

/**
 * Lets the adversary pick what a crash of the machine leaves. Each loss is a decision of its own,
 * so that a tape lists what is lost and a shrinker takes out what need not be; how likely each one
 * is follows from a pattern that is drawn for the crash. Adversaries that try everything, or that
 * replay, make nothing of the odds.
 */
final class AdversaryChoice implements CrashChoice {
  /** Neither impossible nor certain: only chance decides these. */
  private static final long HARDLY_EVER = 1;

  private static final long NEARLY_ALWAYS = Odds.ALWAYS - 1;
  private static final long HALF = Odds.ALWAYS / 2;

  /** Which of the operations are likely to be lost. */
  private enum Pattern {
    /** All of them. */
    ALL,
    /** The youngest: the others went out in order. */
    YOUNGEST,
    /** One. */
    ONE,
    /** Any. */
    ANY
  }

  private final Adversary adversary;
  private final SimNode node;
  private final List<Operation> operations;
  private final Pattern pattern;

  /** Of {@link Pattern#YOUNGEST} the first that is lost; of ONE its index; of ANY a share. */
  private final long measure;

  /** Of the operation that is asked about. */
  private int index = -1;

  AdversaryChoice(Adversary adversary, SimNode node, CrashStates states) {
    this.adversary = adversary;
    this.node = node;
    this.operations = states.operations();
    Pattern[] patterns = Pattern.values();
    int drawn = operations.isEmpty() ? 0 : (int) choose(Decision.DISK_LOSS, patterns.length);
    this.pattern = patterns[drawn];
    this.measure =
        switch (pattern) {
          case ALL -> 0;
          case YOUNGEST, ONE -> choose(Decision.DISK_LOSS_MEASURE, operations.size());
          case ANY -> choose(Decision.DISK_LOSS_MEASURE, 7) + 1;
        };
  }

  private long choose(Decision kind, long bound) {
    return adversary.choose(kind, node.subject, node.incarnation, bound);
  }

  private boolean strikes(Decision kind, long ordinal, long odds) {
    return adversary.strikes(kind, node.subject, ordinal, odds);
  }

  @Override
  public boolean loses(Operation operation) {
    do {
      index++;
    } while (operations.get(index) != operation);
    long odds =
        switch (pattern) {
          case ALL -> NEARLY_ALWAYS;
          case YOUNGEST -> index < measure ? HARDLY_EVER : index == measure ? HALF : NEARLY_ALWAYS;
          case ONE -> index == measure ? HALF : HARDLY_EVER;
          case ANY -> Odds.ALWAYS / 8 * measure;
        };
    return strikes(Decision.OPERATION_LOST, operation.number(), odds);
  }

  @Override
  public boolean tears(Operation operation) {
    long odds =
        switch (pattern) {
          case ALL -> HARDLY_EVER;
          case YOUNGEST, ONE -> index == measure ? NEARLY_ALWAYS : HARDLY_EVER;
          case ANY -> Odds.ALWAYS / 4;
        };
    return strikes(Decision.OPERATION_TORN, operation.number(), odds);
  }

  @Override
  public boolean losesPart(Operation operation, int part) {
    return strikes(Decision.PART_LOST, operation.number() << 24 | part, HALF);
  }

  @Override
  public boolean showsOldBytes() {
    return strikes(Decision.OLD_BYTES_SHOWN, node.incarnation, HALF);
  }

  @Override
  public boolean damages(Operation operation) {
    return strikes(Decision.NEIGHBOURS_DAMAGED, operation.number(), HALF);
  }
}
