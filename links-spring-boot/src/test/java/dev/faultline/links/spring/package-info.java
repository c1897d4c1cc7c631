@NullMarked
package dev.faultline.links.spring;

import org.jspecify.annotations.NullMarked;
