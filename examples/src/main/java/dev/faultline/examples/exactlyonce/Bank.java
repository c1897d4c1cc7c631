package dev.faultline.examples.exactlyonce;

import dev.faultline.core.Node;

/** What the world looks at, whatever the way in which orders reach the bank. */
interface Bank extends Node {
  Books books();
}
