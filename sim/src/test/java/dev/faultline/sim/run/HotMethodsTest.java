package dev.faultline.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.event.EventQueue;
import dev.faultline.sim.event.Timeline;
import dev.faultline.sim.net.Links;
import dev.faultline.sim.node.SimEnv;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.order.OrderedLoop;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * HotSpot does not inline methods that are longer than 325 bytes, however often they run. Some of
 * those that every event goes through have outgrown that before, one line at a time, and worlds
 * became slower by a tenth.
 */
final class HotMethodsTest {
  private static final int INLINED = 325;

  @Test
  void every_event_goes_through_methods_that_the_compiler_inlines() throws IOException {
    ClassLoader loader = HotMethodsTest.class.getClassLoader();
    List<String> tooLong = new ArrayList<>();
    for (String type :
        List.of(
            Kernel.class.getName(),
            Steps.class.getName(),
            Lives.class.getName(),
            Schedule.class.getName(),
            Links.class.getName(),
            EventQueue.class.getName(),
            Timeline.class.getName(),
            SimEnv.class.getName(),
            SimNode.class.getName(),
            OrderedLoop.class.getName(),
            OrderedLoop.class.getPackageName() + ".Checkpoints",
            OrderedLoop.class.getPackageName() + ".Enabled")) {
      String file = type.replace('.', '/') + ".class";
      byte[] bytes;
      try (InputStream in = Objects.requireNonNull(loader.getResourceAsStream(file))) {
        bytes = in.readAllBytes();
      }
      for (var method : ClassFile.of().parse(bytes).methods()) {
        int length = method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0);
        String name =
            type.substring("dev.faultline.sim.".length()) + "." + method.methodName().stringValue();
        if (length > INLINED) {
          tooLong.add(name + " has " + length + " bytes");
        }
      }
    }
    assertThat(tooLong).isEmpty();
  }
}
