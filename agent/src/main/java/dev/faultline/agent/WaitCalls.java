package dev.faultline.agent;

import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** In place of which calls the world decides which thread a notification wakes. */
final class WaitCalls {
  private static final String WAITS = "Waits";
  private static final String AWAIT = "await";

  /** By name and descriptor, of methods of {@code Object}. */
  private static final Map<String, Hook> CALLS =
      Map.of(
          "notify()V",
          Hook.of(WAITS, "wake", "(Ljava/lang/Object;J)V"),
          "notifyAll()V",
          Hook.of(WAITS, "wakeAll", "(Ljava/lang/Object;J)V"),
          "wait()V",
          Hook.of(WAITS, AWAIT, "(Ljava/lang/Object;J)V"),
          "wait(J)V",
          Hook.of(WAITS, AWAIT, "(Ljava/lang/Object;JJ)V"),
          "wait(JI)V",
          Hook.of(WAITS, AWAIT, "(Ljava/lang/Object;JIJ)V"));

  private WaitCalls() {}

  static @Nullable Hook of(InvokeInstruction call) {
    return call.owner().asInternalName().equals("java/lang/Object")
        ? CALLS.get(call.name().stringValue() + call.type().stringValue())
        : null;
  }
}
