package dev.faultline.examples.exactlyonce;

import dev.faultline.core.Env;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.LinkOptions;
import dev.faultline.linkworld.EnvLink;

/** How a node opens its end of a durable link, each time that it starts. */
@FunctionalInterface
public interface LinkOpening {
  EnvLink open(Env env, LinkOptions options, LinkHandler handler);
}
