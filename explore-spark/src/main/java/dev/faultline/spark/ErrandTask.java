package dev.faultline.spark;

import dev.faultline.explore.Errand;
import dev.faultline.explore.campaign.Machine;
import java.io.Serializable;
import org.apache.spark.api.java.function.Function;
import org.jspecify.annotations.Nullable;

/** Does an errand on an executor. */
record ErrandTask(String errand, Code code) implements Function<byte[], ErrandTask.Answer> {
  /**
   * What came of it.
   *
   * @param refusal why the executor does no errands for this driver, or null
   */
  record Answer(byte[] bytes, @Nullable String refusal) implements Serializable {}

  /** What was compared last with the code of this JVM: errands are many, and jars are large. */
  private record Compared(Code code, @Nullable String differs) {}

  private static @Nullable Compared last;

  private @Nullable String differsHere() {
    synchronized (ErrandTask.class) {
      Compared known = last;
      if (known == null || !known.code.equals(code)) {
        known = new Compared(code, code.differsHere());
        last = known;
      }
      return known.differs;
    }
  }

  @Override
  public Answer call(byte[] request) throws ReflectiveOperationException {
    String differs = differsHere();
    if (differs != null) {
      return new Answer(new byte[0], "executor " + Machine.here() + " " + differs);
    }
    Object made =
        Class.forName(errand, true, Thread.currentThread().getContextClassLoader())
            .getConstructor()
            .newInstance();
    return new Answer(((Errand) made).answer(request), null);
  }
}
