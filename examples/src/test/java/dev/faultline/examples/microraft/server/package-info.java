@NullMarked
package dev.faultline.examples.microraft.server;

import org.jspecify.annotations.NullMarked;
